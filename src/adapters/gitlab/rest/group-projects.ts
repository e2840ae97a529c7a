import type { GitlabConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import { pagesOf } from "./pages.ts";

/** A project of a group, as its list shows it. */
export interface GroupProject {
  readonly id: number;
  readonly path: string;
  /** Null for an empty repository. */
  readonly defaultBranch: string | null;
  /** Path of the pipeline's file, where it isn't `.gitlab-ci.yml` and the token may see it. */
  readonly ciConfigPath: string | null;
}

/**
 * The projects of a group and of the groups below it that aren't archived, page after page, by their ids: each page is
 * asked for when the one before was taken. Source: GitLab, "Groups API", list projects, and "REST API", keyset pages.
 */
export async function* listGroupProjects(
  connection: GitlabConnection,
  group: string,
  signal: AbortSignal,
): AsyncGenerator<readonly GroupProject[]> {
  const request = {
    method: "GET",
    path: `/groups/${encodeURIComponent(group)}/projects`,
    query: {
      include_subgroups: "true",
      archived: "false",
      with_shared: "false",
      pagination: "keyset",
      order_by: "id",
      sort: "asc",
    },
    action: `list the projects of the group ${group}`,
    needs: "the scope read_api, and access to the group",
  } as const;
  for await (const members of pagesOf(connection, request, signal)) {
    yield members.map((member) => {
      const fields = fieldsOf(member, connection.host);
      return {
        id: fields.number("id"),
        path: fields.text("path_with_namespace"),
        defaultBranch: fields.optionalText("default_branch"),
        ciConfigPath: fields.optionalText("ci_config_path") || null,
      };
    });
  }
}
