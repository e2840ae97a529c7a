import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import { type BucketRequest, orNone, type S3Settings, s3Call } from "./s3-client.ts";

/** An object's text, and the tag by which this version of it is known. */
export interface StoredObject {
  readonly text: string;
  readonly etag: string;
}

/** A text that shall become an object. */
export interface NewObject {
  readonly key: string;
  readonly text: string;
  readonly contentType: string;
  readonly cacheControl: string;
  /** The version that it replaces; null where there must be none. S3 refuses with `PreconditionFailed` otherwise. */
  readonly replaces: string | null;
}

/** Reads an object; null where there is none. Without s3:ListBucket S3 says `AccessDenied` of one that isn't there. */
export function readObject(
  s3: S3Settings,
  request: BucketRequest & { readonly key: string },
  signal: AbortSignal,
): Promise<AwsOutcome<StoredObject | null>> {
  const { bucket: Bucket, owner: ExpectedBucketOwner, key: Key } = request;
  const read = s3Call(
    s3,
    request,
    "s3:GetObject",
    async (client, abortSignal) => {
      const answer = await client.send(new GetObjectCommand({ Bucket, Key, ExpectedBucketOwner }), { abortSignal });
      return { text: (await answer.Body?.transformToString()) ?? "", etag: answer.ETag ?? "" };
    },
    signal,
  );
  return orNone(read, "NoSuchKey");
}

/** Writes an object. */
export function writeObject(
  s3: S3Settings,
  request: BucketRequest & NewObject,
  signal: AbortSignal,
): Promise<AwsOutcome<void>> {
  const { bucket: Bucket, owner: ExpectedBucketOwner, key: Key, text, contentType, cacheControl, replaces } = request;
  return s3Call(
    s3,
    request,
    "s3:PutObject",
    async (client, abortSignal) => {
      const command = new PutObjectCommand({
        Bucket,
        Key,
        ExpectedBucketOwner,
        Body: text,
        ContentType: contentType,
        CacheControl: cacheControl,
        // Nobody may read what a key of KMS encrypts without signing, whatever the bucket's policy says.
        ServerSideEncryption: "AES256",
        ...(replaces === null ? { IfNoneMatch: "*" } : { IfMatch: replaces }),
      });
      await client.send(command, { abortSignal });
    },
    signal,
  );
}
