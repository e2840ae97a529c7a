import { createConnections } from "../adapters/aws/index.ts";
import { loadGitlab } from "../adapters/gitlab/index.ts";
import { readInputFile } from "../adapters/system/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { Invocation } from "./command.ts";
import type { OptionSpec } from "./option-spec.ts";
import { heldBack, tokenEnvironment } from "./token-environment.ts";

/** GitLab's address and the project, for what asks its API. */
export const migrateGitlabSpecs = {
  gitlabUrl: {
    name: "gitlab-url",
    value: "URL",
    variables: ["CI_SERVER_URL"],
    description: "address of GitLab; the token for it is GITLAB_TOKEN, or what glab has stored",
    fallback: "that of the clone's remote origin, else https://gitlab.com",
  },
  project: {
    name: "project",
    value: "PATH",
    variables: ["CI_PROJECT_PATH"],
    description: "the project, GROUP/PROJECT",
    fallback: "that of the clone's remote origin",
  },
} as const satisfies Record<string, OptionSpec>;

/** Where values are from that a clone tells. */
export const remoteSource = "the remote origin";

/** The project. Throws `input-invalid` where none is named. */
export function readProjectPath({ options }: Pick<Invocation, "options">, command: string): string {
  const project = options.text(migrateGitlabSpecs.project);
  if (project !== null) return project;
  throw new GitlabEcrError("input-invalid", { reason: "There is no project: --project GROUP/PROJECT.", command });
}

type Gitlab = Awaited<ReturnType<typeof loadGitlab>>;

/** GitLab's API, and what ends its connections. */
export interface OpenGitlab {
  readonly api: ReturnType<Gitlab["connect"]>;
  close(): void;
}

/** GitLab's API with a token for it. Throws `input-invalid` where there is none. */
export async function openGitlab(invocation: Invocation, command: string, needs: string): Promise<OpenGitlab> {
  const { value, source } = invocation.options.find(migrateGitlabSpecs.gitlabUrl) ?? usualAddress;
  const opened = await open(value, source, invocation, command);
  if (typeof opened !== "string") return opened;
  const remedy = [`Set GITLAB_TOKEN to a token with ${needs}.`];
  throw new GitlabEcrError("input-invalid", { reason: opened, command }, { remedy });
}

/**
 * GitLab's API for a command that can do without; else why there is none, in a sentence. No token goes to an address
 * that nobody named.
 */
export async function openGitlabIfKnown(invocation: Invocation, command: string): Promise<OpenGitlab | string> {
  const found = invocation.options.find(migrateGitlabSpecs.gitlabUrl);
  if (found === null) return "GitLab's address isn't known: --gitlab-url URL.";
  return open(found.value, found.source, invocation, command);
}

const usualAddress = { value: "https://gitlab.com", source: "no option" };

async function open(
  address: string,
  source: string,
  { io, run }: Invocation,
  command: string,
): Promise<OpenGitlab | string> {
  const gitlab = await loadGitlab();
  const apiUrl = gitlab.apiUrlOf(address, source);
  const { host } = new URL(apiUrl);
  const { environment, homeDir } = io;
  const readText = (path: string) => readInputFile(path, command, run.signal).catch(() => null);
  const isGiven = source !== remoteSource && source !== usualAddress.source;
  const places = { environment: tokenEnvironment(host, isGiven, environment), homeDir, readText };
  const { token, looked } = await gitlab.findToken(host, places);
  if (token === null) {
    const why = `There is no token for GitLab at ${host}: looked in ${looked.join(", ")}.`;
    const held = heldBack(places.environment, environment);
    return held === null ? why : `${why} ${held}`;
  }
  run.guard(token.secret);
  const connections = createConnections(environment);
  const api = gitlab.connect({ apiUrl, token, connections, clock: io.retryClock, now: io.now });
  return { api, close: () => connections.close() };
}
