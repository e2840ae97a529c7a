import type { QueryOperation } from "../query/query-service.ts";
import { putInline } from "../world/inline-policy.ts";
import { checkInlineSize } from "./inline-size.ts";
import { permissionsIn } from "./policy-in-form.ts";
import { nameOf } from "./role-in-account.ts";
import { userToChange } from "./user-in-account.ts";

/** PutUserPolicy: adds an inline policy or replaces the one of its name. */
export const putUserPolicy: QueryOperation = (world, request, form) => {
  const { user } = userToChange(world, request, form, "iam:PutUserPolicy");
  const document = permissionsIn(form.PolicyDocument);
  const name = form.PolicyName ?? "";
  checkInlineSize(user.policies, name, document, {
    limit: world.quotas.inlineCharactersOfUser,
    owner: `user ${nameOf(user.arn)}`,
  });
  putInline(user.policies, name, document);
  return {};
};
