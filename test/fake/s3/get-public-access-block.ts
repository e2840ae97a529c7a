import { Refusal } from "../service.ts";
import { openBucket } from "./bucket-access.ts";
import { DetailedRefusal } from "./refusals.ts";
import { xmlAnswer } from "./rest-xml.ts";
import type { S3Operation } from "./s3-operation.ts";

/** GetPublicAccessBlock: the bucket's own settings; the account's don't show in it. */
export const getPublicAccessBlock: S3Operation = (world, request) => {
  const { bucket } = openBucket(world, request, "s3:GetBucketPublicAccessBlock");
  if (bucket.publicAccessBlock === undefined) {
    const message = "The public access block configuration was not found";
    const refusal = new Refusal(404, "NoSuchPublicAccessBlockConfiguration", message);
    throw new DetailedRefusal(refusal, { BucketName: bucket.name });
  }
  const members = Object.entries(bucket.publicAccessBlock).map(([name, on]) => [name, String(on)]);
  return xmlAnswer("PublicAccessBlockConfiguration", Object.fromEntries(members) as Record<string, string>);
};
