import type { QueryOperation } from "../query/query-service.ts";
import { checkBoundary } from "./boundary.ts";
import { userToChange } from "./user-in-account.ts";

/** PutUserPermissionsBoundary. */
export const putUserPermissionsBoundary: QueryOperation = (world, request, form) => {
  const { user } = userToChange(world, request, form, "iam:PutUserPermissionsBoundary");
  checkBoundary(world, form);
  user.permissionsBoundary = form.PermissionsBoundary;
  return {};
};
