import type { QueryOperation } from "../query/query-service.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** GenerateCredentialReport: the first call starts the work, a later one finds it done. */
export const generateCredentialReport: QueryOperation = (world, request) => {
  const { account } = allowedCaller(world, request, "iam:GenerateCredentialReport", () => ({ arn: "*" }));
  if (account.credentialReport === undefined) {
    account.credentialReport = "started";
    return { State: "STARTED", Description: "No report exists. Starting a new report generation task" };
  }
  account.credentialReport = "complete";
  return { State: "COMPLETE" };
};
