import type { GitlabOperation } from "../request.ts";
import { findVariable, type OwnerKind, variableJson } from "./owner.ts";

/** GET …/variables/:key. */
export function readVariable(kind: OwnerKind): GitlabOperation {
  return (request) => Response.json(variableJson(kind, findVariable(kind, request)));
}
