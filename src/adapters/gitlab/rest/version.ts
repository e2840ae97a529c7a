import type { GitlabConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";

/** Reads GitLab's version, such as `18.7.1-ee`. Needs a token. Source: GitLab, "Version API". */
export async function readVersion(connection: GitlabConnection, signal: AbortSignal): Promise<string> {
  const request = { method: "GET", path: "/version", action: "read its version", needs: "the scope read_api" } as const;
  const { body } = await connection.send(request, signal);
  return fieldsOf(body, connection.host).text("version");
}
