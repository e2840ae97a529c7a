import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { removeInline } from "../world/inline-policy.ts";
import { roleToChange } from "./role-in-account.ts";

/** DeleteRolePolicy: an inline one. */
export const deleteRolePolicy: QueryOperation = (world, request, form) => {
  const { role } = roleToChange(world, request, form, "iam:DeleteRolePolicy");
  const name = form.PolicyName ?? "";
  if (removeInline(role.policies, name)) return {};
  throw new Refusal(404, "NoSuchEntity", `The role policy with name ${name} cannot be found.`);
};
