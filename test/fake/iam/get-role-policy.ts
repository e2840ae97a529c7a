import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { findInline } from "../world/inline-policy.ts";
import { encodedDocument } from "./document.ts";
import { nameOf, readRole } from "./role-in-account.ts";

/** GetRolePolicy: one inline policy. */
export const getRolePolicy: QueryOperation = (world, request, form) => {
  const { role } = readRole(world, request, form, "iam:GetRolePolicy");
  const name = form.PolicyName ?? "";
  const policy = findInline(role.policies, name);
  if (policy === undefined) {
    throw new Refusal(404, "NoSuchEntity", `The role policy with name ${name} cannot be found.`);
  }
  return { RoleName: nameOf(role.arn), PolicyName: name, PolicyDocument: encodedDocument(policy) };
};
