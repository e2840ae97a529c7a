import type { QueryOperation } from "../query/query-service.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** ListAccountAliases: an account has one alias, or none. */
export const listAccountAliases: QueryOperation = (world, request) => {
  const { account } = allowedCaller(world, request, "iam:ListAccountAliases", () => ({ arn: "*" }));
  return { AccountAliases: account.alias === undefined ? [] : [account.alias], IsTruncated: "false" };
};
