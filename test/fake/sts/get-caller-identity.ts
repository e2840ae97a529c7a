import type { QueryOperation } from "../query/query-service.ts";
import { regionOf } from "../region.ts";
import { callerOf } from "../signature/caller.ts";
import { checkRegion } from "./session.ts";
import { STS_WORDS } from "./words.ts";

/** GetCallerIdentity: signed; needs no permission. */
export const getCallerIdentity: QueryOperation = (world, request) => {
  const { account, arn, userId } = callerOf(world, request, STS_WORDS);
  checkRegion(account, regionOf(world, request));
  return { Arn: arn, UserId: userId, Account: account.id };
};
