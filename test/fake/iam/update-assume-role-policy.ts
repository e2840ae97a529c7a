import type { QueryOperation } from "../query/query-service.ts";
import { sizeOf, trustIn } from "./policy-in-form.ts";
import { checkQuota } from "./quota.ts";
import { roleToChange } from "./role-in-account.ts";

/** UpdateAssumeRolePolicy: the whole trust policy at once. */
export const updateAssumeRolePolicy: QueryOperation = (world, request, form) => {
  const { role } = roleToChange(world, request, form, "iam:UpdateAssumeRolePolicy");
  const trustPolicy = trustIn(form.PolicyDocument);
  checkQuota("ACLSizePerRole", world.quotas.trustCharacters, sizeOf(trustPolicy));
  role.trustPolicy = trustPolicy;
  return {};
};
