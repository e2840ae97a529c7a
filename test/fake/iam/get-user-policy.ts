import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { findInline } from "../world/inline-policy.ts";
import { encodedDocument } from "./document.ts";
import { nameOf } from "./role-in-account.ts";
import { readUser } from "./user-in-account.ts";

/** GetUserPolicy: one inline policy. */
export const getUserPolicy: QueryOperation = (world, request, form) => {
  const { user } = readUser(world, request, form, "iam:GetUserPolicy");
  const name = form.PolicyName ?? "";
  const policy = findInline(user.policies, name);
  if (policy === undefined) {
    throw new Refusal(404, "NoSuchEntity", `The user policy with name ${name} cannot be found.`);
  }
  return { UserName: nameOf(user.arn), PolicyName: name, PolicyDocument: encodedDocument(policy) };
};
