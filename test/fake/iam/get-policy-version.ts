import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { encodedDocument } from "./document.ts";
import { onlyVersion, readManagedPolicy } from "./managed-policy.ts";

/** GetPolicyVersion: the document of a managed policy. */
export const getPolicyVersion: QueryOperation = (world, request, form) => {
  const { arn, document } = readManagedPolicy(world, request, form, "iam:GetPolicyVersion");
  const version = form.VersionId ?? "";
  if (version !== onlyVersion) {
    throw new Refusal(404, "NoSuchEntity", `Policy ${arn} version ${version} does not exist or is not attachable.`);
  }
  return {
    PolicyVersion: { Document: encodedDocument(document), VersionId: version, IsDefaultVersion: "true" },
  };
};
