import type { QueryOperation } from "../query/query-service.ts";
import { inlineNames } from "../world/inline-policy.ts";
import { page } from "./page.ts";
import { readUser } from "./user-in-account.ts";

/** ListUserPolicies: the names of the inline ones. */
export const listUserPolicies: QueryOperation = (world, request, form) => {
  const { user } = readUser(world, request, form, "iam:ListUserPolicies");
  const { members, rest } = page(world, inlineNames(user.policies), form);
  return { PolicyNames: members, ...rest };
};
