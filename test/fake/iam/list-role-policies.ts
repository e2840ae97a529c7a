import type { QueryOperation } from "../query/query-service.ts";
import { page } from "./page.ts";
import { readRole } from "./role-in-account.ts";

/** ListRolePolicies: the names of the inline ones. */
export const listRolePolicies: QueryOperation = (world, request, form) => {
  const { role } = readRole(world, request, form, "iam:ListRolePolicies");
  const { members, rest } = page(world, role.policies.map(inlineName), form);
  return { PolicyNames: members, ...rest };
};

/** What IAM calls an inline policy of the world. */
export function inlineName(_policy: unknown, index: number): string {
  return `inline-${index + 1}`;
}
