import type { QueryOperation } from "../query/query-service.ts";
import { putInline } from "../world/inline-policy.ts";
import { checkInlineSize } from "./inline-size.ts";
import { permissionsIn } from "./policy-in-form.ts";
import { nameOf, roleToChange } from "./role-in-account.ts";

/** PutRolePolicy: adds an inline policy or replaces the one of its name. */
export const putRolePolicy: QueryOperation = (world, request, form) => {
  const { role } = roleToChange(world, request, form, "iam:PutRolePolicy");
  const document = permissionsIn(form.PolicyDocument);
  const name = form.PolicyName ?? "";
  checkInlineSize(role.policies, name, document, {
    limit: world.quotas.inlineCharactersOfRole,
    owner: `role ${nameOf(role.arn)}`,
  });
  putInline(role.policies, name, document);
  return {};
};
