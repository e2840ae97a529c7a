import type { QueryOperation } from "../query/query-service.ts";
import { onlyVersion, readManagedPolicy } from "./managed-policy.ts";
import { nameOf } from "./role-in-account.ts";

/** GetPolicy: which version of a managed policy is in force. */
export const getPolicy: QueryOperation = (world, request, form) => {
  const { arn } = readManagedPolicy(world, request, form, "iam:GetPolicy");
  return { Policy: { PolicyName: nameOf(arn), Arn: arn, DefaultVersionId: onlyVersion, IsAttachable: "true" } };
};
