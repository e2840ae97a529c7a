import type { QueryOperation } from "../query/query-service.ts";
import { roleElements } from "./role-elements.ts";
import { readRole } from "./role-in-account.ts";

/** GetRole. */
export const getRole: QueryOperation = (world, request, form) => {
  const { role } = readRole(world, request, form, "iam:GetRole");
  return { Role: roleElements(role) };
};
