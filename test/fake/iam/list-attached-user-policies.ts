import type { QueryOperation } from "../query/query-service.ts";
import { page } from "./page.ts";
import { nameOf } from "./role-in-account.ts";
import { readUser } from "./user-in-account.ts";

/** ListAttachedUserPolicies: the managed ones. */
export const listAttachedUserPolicies: QueryOperation = (world, request, form) => {
  const { user } = readUser(world, request, form, "iam:ListAttachedUserPolicies");
  const { members, rest } = page(world, user.attachedPolicies, form);
  return { AttachedPolicies: members.map((arn) => ({ PolicyName: nameOf(arn), PolicyArn: arn })), ...rest };
};
