import { catalogueError } from "../../../core/errors/index.ts";
import type { GitlabConnection, GitlabRequest } from "./connection.ts";

/** More would be no list that somebody made. */
const mostPages = 1000;

/** All members of a list. */
export async function readPages(
  connection: GitlabConnection,
  request: GitlabRequest,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const members: unknown[] = [];
  for await (const page of pagesOf(connection, request, signal)) members.push(...page);
  return members;
}

/**
 * The members of a list, page after page as `Link: rel="next"` names them: offset and keyset pages are told alike. The
 * header is read, and never followed to another place than the API's own. Source: GitLab, "REST API", pagination.
 */
export async function* pagesOf(
  connection: GitlabConnection,
  request: GitlabRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly unknown[]> {
  let answer = await connection.send({ ...request, query: { per_page: "100", ...request.query } }, signal);
  for (let pages = 1; ; pages += 1) {
    if (!Array.isArray(answer.body)) throw unusable(connection, "it isn't the list that was expected");
    yield answer.body as unknown[];
    const next = nextOf(answer.headers.link ?? "");
    if (next === null) return;
    if (pages >= mostPages) throw unusable(connection, `the list has more than ${mostPages} pages`);
    answer = await connection.sendTo(next, request, signal);
  }
}

/** RFC 8288: `<ADDRESS>; rel="next", <ADDRESS>; rel="first"`. */
function nextOf(link: string): string | null {
  for (const [, address = "", parameters = ""] of link.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel="?next"?\s*(?:[;,]|$)/i.test(parameters)) return address;
  }
  return null;
}

function unusable({ host }: GitlabConnection, reason: string) {
  return catalogueError("answer-invalid", { host, reason });
}
