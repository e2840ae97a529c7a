import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { removeInline } from "../world/inline-policy.ts";
import { userToChange } from "./user-in-account.ts";

/** DeleteUserPolicy: an inline one. */
export const deleteUserPolicy: QueryOperation = (world, request, form) => {
  const { user } = userToChange(world, request, form, "iam:DeleteUserPolicy");
  const name = form.PolicyName ?? "";
  if (removeInline(user.policies, name)) return {};
  throw new Refusal(404, "NoSuchEntity", `The user policy with name ${name} cannot be found.`);
};
