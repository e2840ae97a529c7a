import { gitlabVariable } from "../../world/gitlab.ts";
import { badParameter } from "../refuse.ts";
import type { GitlabOperation } from "../request.ts";
import { isSince } from "../version-number.ts";
import { checkVariable, readFields } from "./check-variable.ts";
import { type OwnerKind, variableJson, variablesOf } from "./owner.ts";

/** POST …/variables. */
export function createVariable(kind: OwnerKind): GitlabOperation {
  return (request) => {
    const { body, gitlab } = request;
    const missing = ["key", "value"].filter((name) => typeof body[name] !== "string");
    if (missing.length > 0) throw badParameter(missing.map((name) => `${name} is missing`).join(", "));
    const fields = readFields(body);
    const variables = variablesOf(kind, request);
    // An instance's variables are neither hidden nor of an environment.
    const ofInstance = kind === "instance";
    const hidden = !ofInstance && body.masked_and_hidden === true && isSince(gitlab, 17, 4);
    const variable = gitlabVariable(String(body.key), String(body.value), {
      ...fields,
      ...(hidden ? { masked: true, hidden } : {}),
      ...(ofInstance ? { environmentScope: "*" } : {}),
    });
    checkVariable(variable, variables);
    variables.push(variable);
    return Response.json(variableJson(kind, variable), { status: 201 });
  };
}
