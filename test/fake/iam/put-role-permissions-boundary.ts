import type { QueryOperation } from "../query/query-service.ts";
import { checkBoundary } from "./boundary.ts";
import { roleToChange } from "./role-in-account.ts";

/** PutRolePermissionsBoundary. */
export const putRolePermissionsBoundary: QueryOperation = (world, request, form) => {
  const { role } = roleToChange(world, request, form, "iam:PutRolePermissionsBoundary");
  checkBoundary(world, form);
  role.permissionsBoundary = form.PermissionsBoundary;
  return {};
};
