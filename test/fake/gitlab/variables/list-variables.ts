import { page } from "../page.ts";
import type { GitlabOperation } from "../request.ts";
import { type OwnerKind, variableJson, variablesOf } from "./owner.ts";

/** GET …/variables. */
export function listVariables(kind: OwnerKind): GitlabOperation {
  return (request) =>
    page(
      request,
      variablesOf(kind, request).map((variable) => variableJson(kind, variable)),
    );
}
