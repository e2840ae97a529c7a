import { Refusal, type Service, type ServiceRequest } from "../service.ts";
import { addressOf } from "./address.ts";
import { getBucketPolicy } from "./get-bucket-policy.ts";
import { getBucketVersioning } from "./get-bucket-versioning.ts";
import { getObject } from "./get-object.ts";
import { getPublicAccessBlock } from "./get-public-access-block.ts";
import { putBucketPolicy } from "./put-bucket-policy.ts";
import { putBucketVersioning } from "./put-bucket-versioning.ts";
import { putObject } from "./put-object.ts";
import { DetailedRefusal } from "./refusals.ts";
import { xmlRefusal } from "./rest-xml.ts";

/** The operations by their method and the query that names what of a bucket is meant; an object has none. */
const operations = {
  "GET object": { name: "s3:GetObject", run: getObject },
  "PUT object": { name: "s3:PutObject", run: putObject },
  "GET versioning": { name: "s3:GetBucketVersioning", run: getBucketVersioning },
  "PUT versioning": { name: "s3:PutBucketVersioning", run: putBucketVersioning },
  "GET policy": { name: "s3:GetBucketPolicy", run: getBucketPolicy },
  "PUT policy": { name: "s3:PutBucketPolicy", run: putBucketPolicy },
  "GET publicAccessBlock": { name: "s3:GetPublicAccessBlock", run: getPublicAccessBlock },
} as const;

/** S3, API version 2006-03-01: objects, and a bucket's versioning, policy and public access. */
export const s3: Service = {
  operation: (request) => operationOf(request)?.name,
  parameters: (request) => ({ ...addressOf(request), body: request.body.toString() }),
  answer: (world, request) => {
    const operation = operationOf(request);
    if (operation === undefined) return xmlRefusal(notAllowed);
    try {
      return operation.run(world, request);
    } catch (error) {
      if (error instanceof DetailedRefusal) return xmlRefusal(error.failure, error.more);
      if (error instanceof Refusal) return xmlRefusal(error.failure);
      throw error;
    }
  },
  failure: (failure) => xmlRefusal(failure),
  throttling: { code: "SlowDown", status: 503 },
};

const notAllowed = {
  status: 405,
  code: "MethodNotAllowed",
  message: "The specified method is not allowed against this resource.",
};

function operationOf(request: ServiceRequest) {
  const { key } = addressOf(request);
  const names = [...request.url.searchParams.keys()].filter((name) => name !== "x-id");
  const subject = key === "" ? names[0] : names.length === 0 ? "object" : undefined;
  const wanted = `${request.method} ${subject}`;
  return Object.hasOwn(operations, wanted) ? operations[wanted as keyof typeof operations] : undefined;
}
