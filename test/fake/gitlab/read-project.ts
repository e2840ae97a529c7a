import type { GitlabProject } from "../world/gitlab.ts";
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
    ...(levelAt(caller, project.path) >= 40 ? settings : {}),
  };
}
