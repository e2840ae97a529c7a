import type { QueryOperation } from "../query/query-service.ts";
import { roleToChange } from "./role-in-account.ts";

/** UpdateRole: description and longest session; what is left out takes its default, the session's an hour. */
export const updateRole: QueryOperation = (world, request, form) => {
  const { role } = roleToChange(world, request, form, "iam:UpdateRole");
  if (form.Description !== undefined) role.description = form.Description;
  role.maxSessionDuration = Number(form.MaxSessionDuration ?? 3600);
  return {};
};
