import type { GitlabVariable } from "../../world/gitlab.ts";
import { badParameter, invalid } from "../refuse.ts";

/** Reads what a body says of a variable. Throws for values of the wrong type, as GitLab's checks of parameters do. */
export function readFields(body: Record<string, unknown>): Partial<GitlabVariable> {
  for (const name of ["protected", "masked", "masked_and_hidden", "raw"]) {
    if (name in body && typeof body[name] !== "boolean") throw badParameter(`${name} is invalid`);
  }
  if ("variable_type" in body && body.variable_type !== "env_var" && body.variable_type !== "file") {
    throw badParameter("variable_type does not have a valid value");
  }
  const fields: Record<string, unknown> = {
    value: body.value,
    type: body.variable_type,
    protected: body.protected,
    masked: body.masked,
    raw: body.raw,
    environmentScope: body.environment_scope,
    description: body.description,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Checks a variable as it shall be. Sources: app/models/concerns/ci/has_variable.rb and maskable.rb of GitLab. */
export function checkVariable(variable: GitlabVariable, others: readonly GitlabVariable[]): void {
  const { key, value, masked, raw, environmentScope, description } = variable;
  if (!/^\w+$/.test(key)) throw invalid("key", "can contain only letters, digits and '_'.");
  if (key.length > 255) throw invalid("key", "is too long (maximum is 255 characters)");
  if (value.length > 10_000) throw invalid("value", "is too long (maximum is 10000 characters)");
  // Where `$` is expanded, fewer characters can be masked.
  if (masked && !(raw ? /^\S{8,}$/ : /^[\w+=/@:.~-]{8,}$/).test(value)) throw invalid("value", "is invalid");
  if (!/^[\w/\\${}. *-]{1,255}$/.test(environmentScope)) {
    throw invalid(
      "environment_scope",
      "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', '*' and spaces",
    );
  }
  if (description !== null && description.length > 255) {
    throw invalid("description", "is too long (maximum is 255 characters)");
  }
  if (others.some((other) => other !== variable && other.key === key && other.environmentScope === environmentScope)) {
    throw invalid("key", `(${key}) has already been taken`);
  }
}
