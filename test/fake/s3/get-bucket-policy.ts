import { Refusal } from "../service.ts";
import { openBucket } from "./bucket-access.ts";
import { DetailedRefusal } from "./refusals.ts";
import type { S3Operation } from "./s3-operation.ts";

/** GetBucketPolicy: the policy's own JSON. */
export const getBucketPolicy: S3Operation = (world, request) => {
  const { bucket } = openBucket(world, request, "s3:GetBucketPolicy");
  if (bucket.policy === undefined) {
    const refusal = new Refusal(404, "NoSuchBucketPolicy", "The bucket policy does not exist");
    throw new DetailedRefusal(refusal, { BucketName: bucket.name });
  }
  return new Response(bucket.policy, { status: 200, headers: { "content-type": "application/json" } });
};
