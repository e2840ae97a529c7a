import type { QueryOperation } from "../query/query-service.ts";
import { inlineNames } from "../world/inline-policy.ts";
import { page } from "./page.ts";
import { readRole } from "./role-in-account.ts";

/** ListRolePolicies: the names of the inline ones. */
export const listRolePolicies: QueryOperation = (world, request, form) => {
  const { role } = readRole(world, request, form, "iam:ListRolePolicies");
  const { members, rest } = page(world, inlineNames(role.policies), form);
  return { PolicyNames: members, ...rest };
};
