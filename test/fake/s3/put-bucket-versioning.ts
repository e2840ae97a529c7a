import { Refusal } from "../service.ts";
import { openBucket } from "./bucket-access.ts";
import { checksummed } from "./checksummed.ts";
import { elementIn, emptyAnswer } from "./rest-xml.ts";
import type { S3Operation } from "./s3-operation.ts";

/** PutBucketVersioning. */
export const putBucketVersioning: S3Operation = (world, request) => {
  const { bucket } = openBucket(world, request, "s3:PutBucketVersioning");
  const status = elementIn(checksummed(request), "Status");
  if (status !== "Enabled" && status !== "Suspended") {
    throw new Refusal(
      400,
      "MalformedXML",
      "The XML you provided was not well-formed or did not validate against our published schema",
    );
  }
  bucket.versioning = status;
  return emptyAnswer(200);
};
