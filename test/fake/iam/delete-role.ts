import type { QueryOperation } from "../query/query-service.ts";
import { deleteConflict } from "./delete-conflict.ts";
import { roleToChange } from "./role-in-account.ts";

/** DeleteRole: only one without policies. */
export const deleteRole: QueryOperation = (world, request, form) => {
  const { role, caller } = roleToChange(world, request, form, "iam:DeleteRole");
  if (role.attachedPolicies.length > 0) throw deleteConflict("must detach all policies first.");
  if (role.policies.length > 0) throw deleteConflict("must delete policies first.");
  caller.account.roles = caller.account.roles.filter((one) => one !== role);
  return {};
};
