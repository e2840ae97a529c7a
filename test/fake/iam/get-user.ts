import type { QueryOperation } from "../query/query-service.ts";
import { userElements } from "./user-elements.ts";
import { readUser } from "./user-in-account.ts";

/** GetUser: the caller itself where no name is given. */
export const getUser: QueryOperation = (world, request, form) => {
  const { user } = readUser(world, request, form, "iam:GetUser");
  return { User: userElements(user) };
};
