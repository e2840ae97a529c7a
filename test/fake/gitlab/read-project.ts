import type { GitlabGroup, GitlabInstance, GitlabProject } from "../world/gitlab.ts";
import { levelAt, projectFor } from "./caller.ts";
import type { GitlabApiRequest, GitlabOperation } from "./request.ts";
import { isSince } from "./version-number.ts";

/** GET /projects/:id. */
export const readProject: GitlabOperation = (request) => {
  const { gitlab, caller, parts, base } = request;
  const moved = gitlab.projects.find(({ formerPaths }) => formerPaths.includes(parts.id ?? ""));
  if (moved !== undefined && levelAt(caller, moved.path) > 0) {
    // GitLab redirects reads to the id. Source: GitLab, "REST API", redirects.
    return new Response(null, { status: 302, headers: { location: `${base}/api/v4/projects/${moved.id}` } });
  }
  return Response.json(projectJson(projectFor(gitlab, caller, parts.id ?? ""), request));
};

/** A project as GitLab shows it, as far as this project reads it: its CI/CD settings to Maintainers only. */
export function projectJson(project: GitlabProject, { gitlab, caller, base }: GitlabApiRequest): object {
  const name = project.path.split("/").at(-1);
  const settings = {
    ci_config_path: project.ciConfigPath,
    ...(isSince(gitlab, 17, 10) ? { ci_id_token_sub_claim_components: project.subClaimComponents } : {}),
  };
  return {
    id: project.id,
    name,
    path: name,
    path_with_namespace: project.path,
    web_url: `${base}/${project.path}`,
    default_branch: project.defaultBranch,
    visibility: project.visibility,
    archived: project.archived,
    empty_repo: project.defaultBranch === null,
    namespace: namespaceJson(project, gitlab),
    shared_with_groups: sharedJson(project, gitlab),
    ...(levelAt(caller, project.path) >= 40 ? settings : {}),
  };
}

/** The group that a project is in, else the user whose name is its first part. Source: GitLab, "Projects API". */
function namespaceJson({ path }: GitlabProject, { groups }: GitlabInstance): object {
  const full_path = path.split("/").slice(0, -1).join("/");
  const name = full_path.split("/").at(-1);
  const group = groups.find((one) => one.path === full_path);
  const kind = group === undefined ? "user" : "group";
  return { id: group?.id ?? 1, name, path: name, kind, full_path, parent_id: parentOf(full_path, groups)?.id ?? null };
}

function parentOf(path: string, groups: readonly GitlabGroup[]): GitlabGroup | undefined {
  return groups.find((one) => one.path === path.split("/").slice(0, -1).join("/"));
}

function sharedJson({ sharedWith }: GitlabProject, { groups }: GitlabInstance): object[] {
  return sharedWith.map(({ group, level }) => ({
    group_id: groups.find((one) => one.path === group)?.id ?? 1,
    group_name: group.split("/").at(-1),
    group_full_path: group,
    group_access_level: level,
    expires_at: null,
  }));
}
