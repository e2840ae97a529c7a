import type { GitlabConnection, GitlabRequest } from "./connection.ts";
import { type Fields, fieldsOf } from "./fields.ts";

/** A project, as far as this program reads it. Source: GitLab, "Projects API". */
export interface GitlabProject {
  readonly id: number;
  /** `GROUP/PROJECT`, as it is now: another than the one asked for where that was renamed. */
  readonly path: string;
  readonly webUrl: string;
  /** Null for an empty repository. */
  readonly defaultBranch: string | null;
  readonly visibility: string;
  /** Path of the pipeline's file, where it isn't `.gitlab-ci.yml`; null: the usual one. */
  readonly ciConfigPath: string | null;
  /** Null where this GitLab or this token doesn't tell: it takes 17.10 and the role Maintainer. */
  readonly subClaimComponents: readonly string[] | null;
  readonly archived: boolean;
  /** Path of the group that it is in; null for a user's own project. */
  readonly group: string | null;
  /** Groups that it is shared with, as far as this token may see them, and the level that their members have at most. */
  readonly sharedWith: readonly { readonly path: string; readonly level: number }[];
}

/** Reads a project by its path or id. */
export async function readProject(
  connection: GitlabConnection,
  project: string,
  signal: AbortSignal,
): Promise<GitlabProject> {
  const request = { method: "GET", path: projectPath(project), action: `read the project ${project}`, needs } as const;
  const { body } = await connection.send(request, signal);
  return projectOf(fieldsOf(body, connection.host));
}

/** Sets what the project composes the `sub` of its ID tokens of. */
export async function setSubClaimComponents(
  connection: GitlabConnection,
  project: string,
  components: readonly string[],
  signal: AbortSignal,
): Promise<GitlabProject> {
  const request: GitlabRequest = {
    method: "PUT",
    path: projectPath(project),
    body: { ci_id_token_sub_claim_components: components },
    action: `set ci_id_token_sub_claim_components of ${project}`,
    needs: "the scope api, and the role Maintainer in the project",
  };
  const { body } = await connection.send(request, signal);
  return projectOf(fieldsOf(body, connection.host));
}

/** The API's path of a project. */
export function projectPath(project: string): string {
  return `/projects/${encodeURIComponent(project)}`;
}

const needs = "the scope read_api, and access to the project";

function projectOf(fields: Fields): GitlabProject {
  return {
    id: fields.number("id"),
    path: fields.text("path_with_namespace"),
    webUrl: fields.text("web_url"),
    defaultBranch: fields.optionalText("default_branch"),
    visibility: fields.text("visibility"),
    ciConfigPath: fields.optionalText("ci_config_path") || null,
    subClaimComponents: fields.texts("ci_id_token_sub_claim_components"),
    archived: fields.flag("archived"),
    group: groupOf(fields),
    sharedWith: (fields.objects("shared_with_groups") ?? []).map((one) => ({
      path: one.text("group_full_path"),
      level: one.number("group_access_level"),
    })),
  };
}

/** Source: GitLab, "Projects API", `namespace`: its kind is `group` or `user`. */
function groupOf(fields: Fields): string | null {
  const namespace = fields.object("namespace");
  return namespace?.optionalText("kind") === "group" ? namespace.text("full_path") : null;
}
