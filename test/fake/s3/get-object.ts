import { Refusal } from "../service.ts";
import { openBucket } from "./bucket-access.ts";
import { accessDenied, noSuchKey } from "./refusals.ts";
import type { S3Operation } from "./s3-operation.ts";

/** GetObject: whoever may not list the bucket isn't told that an object isn't there. */
export const getObject: S3Operation = (world, request) => {
  const { account, bucket, key, caller, may } = openBucket(world, request, "s3:GetObject");
  const [found] = bucket.objects[key] ?? [];
  if (found === undefined) {
    throw may("s3:ListBucket", `arn:${account.partition}:s3:::${bucket.name}`) ? noSuchKey(key) : accessDenied();
  }
  if (found.encryption === "aws:kms" && caller === undefined) {
    const message =
      "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.";
    throw new Refusal(400, "InvalidArgument", message);
  }
  const { text, contentType, cacheControl, etag } = found;
  const headers = { "content-type": contentType, etag, ...(cacheControl && { "cache-control": cacheControl }) };
  return new Response(text, { status: 200, headers });
};
