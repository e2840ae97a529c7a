import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { PublicAccessBlock } from "../../core/setup/index.ts";
import { UnusableAnswer } from "./raw-failure.ts";
import { type BucketRequest, orNone, type S3Settings, s3Call } from "./s3-client.ts";

/** Whether a bucket keeps the versions of its objects. */
export function readVersioning(
  s3: S3Settings,
  request: BucketRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<{ readonly enabled: boolean }>> {
  const { bucket: Bucket, owner: ExpectedBucketOwner } = request;
  return s3Call(
    s3,
    request,
    "s3:GetBucketVersioning",
    async (client, abortSignal) => {
      const command = new GetBucketVersioningCommand({ Bucket, ExpectedBucketOwner });
      return { enabled: (await client.send(command, { abortSignal })).Status === "Enabled" };
    },
    signal,
  );
}

/** Lets a bucket keep the versions of its objects. */
export function enableVersioning(
  s3: S3Settings,
  request: BucketRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<void>> {
  const { bucket: Bucket, owner: ExpectedBucketOwner } = request;
  return s3Call(
    s3,
    request,
    "s3:PutBucketVersioning",
    async (client, abortSignal) => {
      const VersioningConfiguration = { Status: "Enabled" } as const;
      const command = new PutBucketVersioningCommand({ Bucket, ExpectedBucketOwner, VersioningConfiguration });
      await client.send(command, { abortSignal });
    },
    signal,
  );
}

/** A bucket's own settings against public access; null where it has none. The account's aren't in it. */
export function readPublicAccessBlock(
  s3: S3Settings,
  request: BucketRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<PublicAccessBlock | null>> {
  const { bucket: Bucket, owner: ExpectedBucketOwner } = request;
  const read = s3Call(
    s3,
    request,
    "s3:GetBucketPublicAccessBlock",
    async (client, abortSignal) => {
      const command = new GetPublicAccessBlockCommand({ Bucket, ExpectedBucketOwner });
      const found = (await client.send(command, { abortSignal })).PublicAccessBlockConfiguration;
      if (found === undefined) throw new UnusableAnswer("it holds no settings");
      return {
        BlockPublicAcls: found.BlockPublicAcls === true,
        IgnorePublicAcls: found.IgnorePublicAcls === true,
        BlockPublicPolicy: found.BlockPublicPolicy === true,
        RestrictPublicBuckets: found.RestrictPublicBuckets === true,
      };
    },
    signal,
  );
  return orNone(read, "NoSuchPublicAccessBlockConfiguration");
}

/** A bucket's policy; null where it has none. */
export function readBucketPolicy(
  s3: S3Settings,
  request: BucketRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<string | null>> {
  const { bucket: Bucket, owner: ExpectedBucketOwner } = request;
  const read = s3Call(
    s3,
    request,
    "s3:GetBucketPolicy",
    async (client, abortSignal) => {
      const { Policy } = await client.send(new GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner }), {
        abortSignal,
      });
      if (Policy === undefined) throw new UnusableAnswer("it holds no policy");
      return Policy;
    },
    signal,
  );
  return orNone(read, "NoSuchBucketPolicy");
}

/** Sets a bucket's whole policy. */
export function writeBucketPolicy(
  s3: S3Settings,
  request: BucketRequest & { readonly policy: string },
  signal: AbortSignal,
): Promise<AwsOutcome<void>> {
  const { bucket: Bucket, owner: ExpectedBucketOwner, policy: Policy } = request;
  return s3Call(
    s3,
    request,
    "s3:PutBucketPolicy",
    async (client, abortSignal) => {
      await client.send(new PutBucketPolicyCommand({ Bucket, ExpectedBucketOwner, Policy }), { abortSignal });
    },
    signal,
  );
}
