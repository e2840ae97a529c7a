import type { GitlabConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import { readPages } from "./pages.ts";
import { projectPath } from "./project.ts";

/** Names and wildcards of a project's protected branches and tags. */
export interface ProtectedRefs {
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

/** Reads which branches and tags are protected. Source: GitLab, "Protected branches API" and "Protected tags API". */
export async function readProtectedRefs(
  connection: GitlabConnection,
  project: string,
  signal: AbortSignal,
): Promise<ProtectedRefs> {
  const read = async (kind: "branches" | "tags") => {
    const request = {
      method: "GET",
      path: `${projectPath(project)}/protected_${kind}`,
      action: `read the protected ${kind} of ${project}`,
      needs: "the scope read_api, and the role Developer in the project",
    } as const;
    const members = await readPages(connection, request, signal);
    return members.map((member) => fieldsOf(member, connection.host).text("name"));
  };
  const [branches, tags] = await Promise.all([read("branches"), read("tags")]);
  return { branches, tags };
}
