import type { QueryOperation } from "../query/query-service.ts";
import { deleteConflict } from "./delete-conflict.ts";
import { userToChange } from "./user-in-account.ts";

/** DeleteUser: only one that has nothing any more. What IAM says of groups and devices isn't published. */
export const deleteUser: QueryOperation = (world, request, form) => {
  const { user, caller } = userToChange(world, request, form, "iam:DeleteUser");
  if (user.accessKeys.length > 0) throw deleteConflict("must delete access keys first.");
  if (user.attachedPolicies.length > 0) throw deleteConflict("must detach all policies first.");
  if (user.policies.length > 0) throw deleteConflict("must delete policies first.");
  if (user.loginProfile !== undefined) throw deleteConflict("must delete login profile first.");
  if (user.groups.length > 0) throw deleteConflict("must remove user from all groups first.");
  if (user.mfaDevices.length > 0) throw deleteConflict("must deactivate MFA devices first.");
  caller.account.users = caller.account.users.filter((one) => one !== user);
  return {};
};
