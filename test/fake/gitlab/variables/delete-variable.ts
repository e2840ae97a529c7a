import type { GitlabOperation } from "../request.ts";
import { findVariable, type OwnerKind, variablesOf } from "./owner.ts";

/** DELETE …/variables/:key. */
export function deleteVariable(kind: OwnerKind): GitlabOperation {
  return (request) => {
    const variable = findVariable(kind, request);
    const variables = variablesOf(kind, request);
    variables.splice(variables.indexOf(variable), 1);
    return new Response(null, { status: 204 });
  };
}
