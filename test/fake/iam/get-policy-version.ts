import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { encodedDocument, moment } from "./document.ts";
import { readManagedPolicy } from "./managed-policy.ts";

/** GetPolicyVersion: the document of a managed policy. */
export const getPolicyVersion: QueryOperation = (world, request, form) => {
  const { arn, versions } = readManagedPolicy(world, request, form, "iam:GetPolicyVersion");
  const asked = form.VersionId ?? "";
  const version = versions.find(({ id }) => id === asked);
  if (version === undefined) {
    throw new Refusal(404, "NoSuchEntity", `Policy ${arn} version ${asked} does not exist or is not attachable.`);
  }
  return {
    PolicyVersion: {
      Document: encodedDocument(version.document),
      VersionId: version.id,
      IsDefaultVersion: String(version.isDefault),
      CreateDate: moment(version.createdAt),
    },
  };
};
