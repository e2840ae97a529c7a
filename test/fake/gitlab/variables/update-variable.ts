import { invalid } from "../refuse.ts";
import type { GitlabOperation } from "../request.ts";
import { checkVariable, readFields } from "./check-variable.ts";
import { findVariable, type OwnerKind, variableJson, variablesOf } from "./owner.ts";

/** PUT …/variables/:key. */
export function updateVariable(kind: OwnerKind): GitlabOperation {
  return (request) => {
    const fields = readFields(request.body);
    const variable = findVariable(kind, request);
    // Source: app/models/concerns/ci/hidable_variable.rb of GitLab.
    if (variable.hidden && fields.masked === false) {
      throw invalid("base", "The visibility setting cannot be changed for masked and hidden variables.");
    }
    const changed = { ...variable, ...fields };
    checkVariable(
      changed,
      variablesOf(kind, request).filter((other) => other !== variable),
    );
    Object.assign(variable, fields);
    return Response.json(variableJson(kind, variable));
  };
}
