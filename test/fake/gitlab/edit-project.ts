import type { GitlabInstance } from "../world/gitlab.ts";
import { authenticated, projectFor } from "./caller.ts";
import { projectJson } from "./read-project.ts";
import { badParameter, GitlabRefusal } from "./refuse.ts";
import type { GitlabOperation } from "./request.ts";
import { isSince } from "./version-number.ts";

/** PUT /projects/:id, as far as `ci_id_token_sub_claim_components` goes. */
export const editProject: GitlabOperation = (request) => {
  const { gitlab, caller, parts, body } = request;
  authenticated(caller);
  const components = body.ci_id_token_sub_claim_components;
  // Alone, the field counts since 17.10; before, none of the fields that GitLab lists was given.
  if (!isSince(gitlab, 17, 10) || components === undefined) {
    throw badParameter("allow_merge_on_skipped_pipeline, … are missing, at least one parameter must be provided");
  }
  if (!Array.isArray(components)) throw badParameter("ci_id_token_sub_claim_components is invalid");
  const project = projectFor(gitlab, caller, parts.id ?? "", 40);
  const names = components.map(String);
  const faults = faultsOf(gitlab, names);
  if (faults.length > 0) {
    throw new GitlabRefusal(400, { message: { "ci_cd_settings.id_token_sub_claim_components": faults } });
  }
  project.subClaimComponents = names;
  return Response.json(projectJson(project, request));
};

/** The checks of GitLab's app/models/project_ci_cd_setting.rb. When project_id came isn't documented; 19.0 is assumed. */
function faultsOf(gitlab: GitlabInstance, names: readonly string[]): string[] {
  const byId = isSince(gitlab, 19, 0);
  const allowed = [
    ...["project_path", "ref_type", "ref"],
    ...(isSince(gitlab, 18, 7) ? ["ref_protected", "environment_protected", "deployment_tier"] : []),
    ...(byId ? ["project_id"] : []),
  ];
  const first = names[0] === "project_path" || (byId && names[0] === "project_id");
  return [
    ...(names.length === 0 ? ["is too short (minimum is 1 character)"] : []),
    ...(first ? [] : ["project_path must be the first element of the sub claim"]),
    ...names.filter((name) => !allowed.includes(name)).map((name) => `${name} is not an allowed sub claim component`),
  ];
}
