import type { QueryOperation } from "../query/query-service.ts";
import { keyToChange } from "./key-of-user.ts";
import { userToChange } from "./user-in-account.ts";

/** DeleteAccessKey, active or not. */
export const deleteAccessKey: QueryOperation = (world, request, form) => {
  const { user } = userToChange(world, request, form, "iam:DeleteAccessKey");
  const key = keyToChange(world, user, form);
  user.accessKeys = user.accessKeys.filter((one) => one !== key);
  return {};
};
