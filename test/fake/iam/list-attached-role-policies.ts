import type { QueryOperation } from "../query/query-service.ts";
import { page } from "./page.ts";
import { nameOf, readRole } from "./role-in-account.ts";

/** ListAttachedRolePolicies: the managed ones. */
export const listAttachedRolePolicies: QueryOperation = (world, request, form) => {
  const { role } = readRole(world, request, form, "iam:ListAttachedRolePolicies");
  const { members, rest } = page(world, role.attachedPolicies, form);
  return { AttachedPolicies: members.map((arn) => ({ PolicyName: nameOf(arn), PolicyArn: arn })), ...rest };
};
