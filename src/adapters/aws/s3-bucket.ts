import {
  enableVersioning,
  readBucketPolicy,
  readPublicAccessBlock,
  readVersioning,
  writeBucketPolicy,
} from "./s3-bucket-settings.ts";
import type { BucketRequest, S3Settings } from "./s3-client.ts";
import { type NewObject, readObject, writeObject } from "./s3-objects.ts";

/** One bucket of S3. This module, which brings S3's client, is loaded only where documents are published there. */
export function openBucket(s3: S3Settings, request: BucketRequest) {
  return {
    readObject: (key: string, signal: AbortSignal) => readObject(s3, { ...request, key }, signal),
    writeObject: (object: NewObject, signal: AbortSignal) => writeObject(s3, { ...request, ...object }, signal),
    readVersioning: (signal: AbortSignal) => readVersioning(s3, request, signal),
    enableVersioning: (signal: AbortSignal) => enableVersioning(s3, request, signal),
    readPublicAccessBlock: (signal: AbortSignal) => readPublicAccessBlock(s3, request, signal),
    readPolicy: (signal: AbortSignal) => readBucketPolicy(s3, request, signal),
    writePolicy: (policy: string, signal: AbortSignal) => writeBucketPolicy(s3, { ...request, policy }, signal),
  };
}
