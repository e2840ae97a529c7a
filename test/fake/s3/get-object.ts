import { openBucket } from "./bucket-access.ts";
import { accessDenied, noSuchKey } from "./refusals.ts";
import type { S3Operation } from "./s3-operation.ts";

/** GetObject: whoever may not list the bucket isn't told that an object isn't there. */
export const getObject: S3Operation = (world, request) => {
  const { account, bucket, key, may } = openBucket(world, request, "s3:GetObject");
  const [found] = bucket.objects[key] ?? [];
  if (found === undefined) {
    throw may("s3:ListBucket", `arn:${account.partition}:s3:::${bucket.name}`) ? noSuchKey(key) : accessDenied();
  }
  const { text, contentType, cacheControl, etag } = found;
  const headers = { "content-type": contentType, etag, ...(cacheControl && { "cache-control": cacheControl }) };
  return new Response(text, { status: 200, headers });
};
