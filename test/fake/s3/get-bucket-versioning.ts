import { openBucket } from "./bucket-access.ts";
import { xmlAnswer } from "./rest-xml.ts";
import type { S3Operation } from "./s3-operation.ts";

/** GetBucketVersioning: a bucket that never had it has no status. */
export const getBucketVersioning: S3Operation = (world, request) => {
  const { bucket } = openBucket(world, request, "s3:GetBucketVersioning");
  return xmlAnswer("VersioningConfiguration", { Status: bucket.versioning });
};
