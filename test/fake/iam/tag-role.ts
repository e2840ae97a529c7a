import type { QueryOperation } from "../query/query-service.ts";
import { roleToChange } from "./role-in-account.ts";
import { putTags, tagsIn } from "./tags.ts";

/** TagRole. */
export const tagRole: QueryOperation = (world, request, form) => {
  const { role } = roleToChange(world, request, form, "iam:TagRole");
  putTags(world, role.tags, tagsIn(form));
  return {};
};
