import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { allowedCaller } from "./allowed-caller.ts";
import { credentialReport } from "./credential-report.ts";
import { moment } from "./document.ts";

/** GetCredentialReport: the CSV in Base64. */
export const getCredentialReport: QueryOperation = (world, request) => {
  const { account } = allowedCaller(world, request, "iam:GetCredentialReport", () => ({ arn: "*" }));
  if (account.credentialReport === undefined) {
    throw new Refusal(410, "ReportNotPresent", "No report exists. Use GenerateCredentialReport to create one.");
  }
  if (account.credentialReport === "started") {
    throw new Refusal(404, "ReportInProgress", "Report generation is in progress.");
  }
  return {
    Content: Buffer.from(credentialReport(account)).toString("base64"),
    ReportFormat: "text/csv",
    GeneratedTime: moment(world.now()),
  };
};
