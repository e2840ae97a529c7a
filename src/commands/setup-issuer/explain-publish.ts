import { type AwsOutcome, explainFailure } from "../../core/diagnosis/index.ts";
import { catalogueError, type GitlabEcrError } from "../../core/errors/index.ts";
import type { AccountWorld } from "./issuer-world.ts";

/** Where a call was made, and for what. */
export interface PublishScene {
  readonly facts: AccountWorld["facts"];
  readonly bucket: string;
  /** ARNs of the two objects. */
  readonly objectArns: readonly string[];
  /** Where, for people. */
  readonly place: string;
  readonly providerArn: string;
}

type Failed = Extract<AwsOutcome<unknown>, { ok: false }>;

/** The value of a call, or its failure as an error. */
export function accepted<T>(outcome: AwsOutcome<T>, scene: PublishScene): T {
  if (outcome.ok) return outcome.value;
  throw explainPublish(outcome, scene);
}

/** The error that explains a call to S3 or IAM that failed. */
function explainPublish({ failure, attempts }: Failed, scene: PublishScene): GitlabEcrError {
  const { facts, bucket, place } = scene;
  const { region, identity } = facts;
  const error = explainFailure(failure, { attempts, region, exchange: null, keys: null, identity });
  if (failure.kind !== "aws") return error;
  const context = { ...error.context, bucket, region, place };
  switch (failure.awsCode) {
    case "NoSuchBucket":
      return catalogueError("bucket-unusable", { ...context, reason: "there is none of this name" });
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
      return catalogueError("bucket-unusable", { ...context, reason: `it isn't in ${region}` });
    case "PreconditionFailed":
    case "ConditionalRequestConflict":
      return catalogueError("publish-conflict", { ...context, reason: "a document changed meanwhile" });
    case "AccessDenied":
      return /BlockPublicPolicy/.test(failure.awsMessage)
        ? catalogueError("publish-blocked", { ...context, reason: "the account has BlockPublicPolicy on" })
        : denied(error, scene);
    default:
      return error;
  }
}

function denied(error: GitlabEcrError, { facts, bucket, objectArns, providerArn }: PublishScene): GitlabEcrError {
  const { action } = error.context;
  const bucketArn = `arn:${partitionOf(facts.identity)}:s3:::${bucket}`;
  const resource = String(action).startsWith("iam:") ? providerArn : bucketArn;
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: objectArns },
      { Effect: "Allow", Action: bucketActions, Resource: bucketArn },
      { Effect: "Allow", Action: providerActions, Resource: providerArn },
    ],
  });
  return catalogueError("publish-denied", { ...error.context, resource, owner: facts.owner, policy });
}

// Without s3:ListBucket, S3 says AccessDenied of an object that isn't there yet.
const bucketActions = [
  "s3:ListBucket",
  "s3:GetBucketVersioning",
  "s3:PutBucketVersioning",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketPolicy",
  "s3:PutBucketPolicy",
];

const providerActions = [
  "iam:GetOpenIDConnectProvider",
  "iam:CreateOpenIDConnectProvider",
  "iam:TagOpenIDConnectProvider",
  "iam:AddClientIDToOpenIDConnectProvider",
];

/** The partition in an ARN. */
export function partitionOf(arn: string): string {
  return arn.split(":")[1] ?? "aws";
}
