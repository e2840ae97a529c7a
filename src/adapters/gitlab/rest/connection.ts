import { catalogueError } from "../../../core/errors/index.ts";
import type { Secret } from "../../../core/secret/index.ts";
import {
  type Connections,
  type PlainAnswer,
  type PlainRequest,
  plainRequest,
  type RetryClock,
} from "../../aws/index.ts";
import { refusal } from "./refusal.ts";
import { retryRequest } from "./retry-request.ts";

/** A token of GitLab's, and the header that it goes into. */
export interface GitlabToken {
  readonly secret: Secret;
  /** `bearer`: an OAuth 2.0 access token; `private`: a personal, group or project access token. */
  readonly kind: "private" | "bearer";
  /** Where it was found, such as `GITLAB_TOKEN`. */
  readonly source: string;
}

/** One request to GitLab's API. */
export interface GitlabRequest {
  readonly method: PlainRequest["method"];
  /** Below `/api/v4`, its parts encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** The answer's body is plain text, and given as it is. */
  readonly plainText?: true;
  /** What is done, after "to": `read the project org/app`. */
  readonly action: string;
  /** The scope and role that it takes. */
  readonly needs: string;
}

/** GitLab's answer with a status of success. */
export interface GitlabAnswer {
  readonly status: number;
  readonly headers: PlainAnswer["headers"];
  /** Parsed JSON; null where there is no body. */
  readonly body: unknown;
}

/** GitLab's API as one run sees it. */
export interface GitlabConnection {
  /** `https://HOST[/RELATIVE]/api/v4`. */
  readonly apiUrl: string;
  /** For messages. */
  readonly host: string;
  /** Makes a request, again where that can help. Throws for every status but 2xx, with a code of the catalogue. */
  send(request: GitlabRequest, signal: AbortSignal): Promise<GitlabAnswer>;
  /** The same for an address that GitLab gave, such as a next page. Throws `answer-invalid` for another place. */
  sendTo(address: string, request: GitlabRequest, signal: AbortSignal): Promise<GitlabAnswer>;
}

/** What a connection is made of. */
export interface GitlabSettings {
  readonly apiUrl: string;
  /** Null: only what is public can be read. */
  readonly token: GitlabToken | null;
  readonly connections: Connections;
  readonly clock: RetryClock;
  readonly now: () => Date;
}

/** GitLab sends up to 100 variables of 10,000 characters a page. */
const mostBytes = 32 * 1024 * 1024;
const mostRedirects = 3;

/** A connection to GitLab's API. The token goes to that address and nowhere else. */
export function connectToGitlab(settings: GitlabSettings): GitlabConnection {
  const { apiUrl } = settings;
  const { host } = new URL(apiUrl);

  const sendTo = async (address: string, request: GitlabRequest, signal: AbortSignal): Promise<GitlabAnswer> => {
    let url = ownAddress(address, apiUrl, host);
    for (let redirects = 0; ; redirects += 1) {
      const answer = await retryRequest(
        settings,
        { ...request, host },
        (attempt) => attemptAt(settings, url, request, attempt),
        signal,
      );
      const moved = answer.status >= 300 && answer.status < 400 && answer.headers.location !== undefined;
      if (!moved || request.method !== "GET" || redirects >= mostRedirects) return read(answer, request, host);
      url = ownAddress(new URL(answer.headers.location ?? "", url).href, apiUrl, host);
    }
  };
  return {
    apiUrl,
    host,
    sendTo,
    send(request, signal) {
      const url = new URL(`${apiUrl}${request.path}`);
      for (const [name, value] of Object.entries(request.query ?? {})) {
        if (value !== undefined) url.searchParams.set(name, value);
      }
      return sendTo(url.href, request, signal);
    },
  };
}

function attemptAt(
  { connections, token }: GitlabSettings,
  url: URL,
  { method, body }: GitlabRequest,
  signal: AbortSignal,
): Promise<PlainAnswer> {
  const headers = {
    ...tokenHeader(token),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  return plainRequest(connections, { method, url, headers, ...content }, mostBytes, signal);
}

function tokenHeader(token: GitlabToken | null): Readonly<Record<string, string>> {
  if (token === null) return {};
  const value = token.secret.reveal();
  return token.kind === "bearer" ? { authorization: `Bearer ${value}` } : { "private-token": value };
}

/** An address below the API's own; the token must not reach another place. */
function ownAddress(address: string, apiUrl: string, host: string): URL {
  const url = URL.parse(address);
  if (url?.href.startsWith(`${new URL(apiUrl).href}/`)) return url;
  const elsewhere = url === null ? "an address that can't be read" : url.origin;
  throw catalogueError("answer-invalid", { host, reason: `it sends to ${elsewhere}, which isn't this API` });
}

function read(answer: PlainAnswer, request: GitlabRequest, host: string): GitlabAnswer {
  const { status, headers, body, cut } = answer;
  if (status < 200 || status >= 300) throw refusal(answer, request, host);
  if (cut)
    throw catalogueError("answer-invalid", { host, reason: "it is longer than 32 MB" }, { remedy: wrongPlace(host) });
  if (request.plainText === true) return { status, headers, body };
  if (body === "") return { status, headers, body: null };
  try {
    return { status, headers, body: JSON.parse(body) as unknown };
  } catch {
    // The parser's message would quote the page.
    const reason = "it isn't JSON, perhaps a login page";
    throw catalogueError("answer-invalid", { host, reason }, { remedy: wrongPlace(host) });
  }
}

function wrongPlace(host: string): readonly string[] {
  return [`Check that ${host} is GitLab's address (--gitlab-url), and the proxy.`];
}
