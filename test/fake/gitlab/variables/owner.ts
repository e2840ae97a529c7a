import type { GitlabVariable } from "../../world/gitlab.ts";
import { authenticated, groupFor, projectFor } from "../caller.ts";
import { refuse } from "../refuse.ts";
import type { GitlabApiRequest } from "../request.ts";

/** Whose variables an operation is about. */
export type OwnerKind = "project" | "group" | "instance";

/** The variables of the owner that the path names. Maintainers may see a project's, Owners a group's, administrators the instance's. */
export function variablesOf(kind: OwnerKind, { gitlab, caller, parts }: GitlabApiRequest): GitlabVariable[] {
  const { administrator } = authenticated(caller);
  switch (kind) {
    case "project":
      return projectFor(gitlab, caller, parts.id ?? "", 40).variables;
    case "group":
      return groupFor(gitlab, caller, parts.id ?? "", 50).variables;
    case "instance":
      if (!administrator) throw refuse(403, "403 Forbidden");
      return gitlab.variables;
  }
}

/** The one variable that key and filter name. Source: GitLab, "The filter parameter". */
export function findVariable(kind: OwnerKind, request: GitlabApiRequest): GitlabVariable {
  const named = variablesOf(kind, request).filter(({ key }) => key === request.parts.key);
  const scope = request.query.get("filter[environment_scope]");
  const found = scope === null ? named : named.filter(({ environmentScope }) => environmentScope === scope);
  if (found.length > 1) {
    throw refuse(409, "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'.");
  }
  const [variable] = found;
  if (variable === undefined) {
    throw refuse(
      404,
      kind === "group"
        ? "404 GroupVariable Not Found"
        : kind === "instance"
          ? "404 InstanceVariable Not Found"
          : "404 Variable Not Found",
    );
  }
  return variable;
}

/** A variable as GitLab shows it; a hidden one without its value. */
export function variableJson(kind: OwnerKind, variable: GitlabVariable): object {
  return {
    variable_type: variable.type,
    key: variable.key,
    value: variable.hidden ? null : variable.value,
    ...(kind === "instance" ? {} : { hidden: variable.hidden }),
    protected: variable.protected,
    masked: variable.masked,
    raw: variable.raw,
    ...(kind === "instance" ? {} : { environment_scope: variable.environmentScope }),
    description: variable.description,
  };
}
