import type { QueryOperation } from "../query/query-service.ts";
import { moment } from "./document.ts";
import { readManagedPolicy } from "./managed-policy.ts";
import { nameOf, pathOf } from "./role-in-account.ts";
import { tagElements } from "./tags.ts";

/** GetPolicy: which version of a managed policy is in force. */
export const getPolicy: QueryOperation = (world, request, form) => {
  const policy = readManagedPolicy(world, request, form, "iam:GetPolicy");
  return {
    Policy: {
      PolicyName: nameOf(policy.arn),
      PolicyId: policy.id,
      Arn: policy.arn,
      Path: pathOf(policy.arn),
      DefaultVersionId: policy.versions.find(({ isDefault }) => isDefault)?.id,
      IsAttachable: "true",
      Description: policy.description,
      CreateDate: moment(policy.createdAt),
      Tags: tagElements(policy.tags),
    },
  };
};
