import type { QueryOperation } from "../query/query-service.ts";
import { putTags, tagsIn } from "./tags.ts";
import { userToChange } from "./user-in-account.ts";

/** TagUser. */
export const tagUser: QueryOperation = (world, request, form) => {
  const { user } = userToChange(world, request, form, "iam:TagUser");
  putTags(world, user.tags, tagsIn(form));
  return {};
};
