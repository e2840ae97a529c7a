import { Refusal } from "../service.ts";
import { objectVersion } from "../world/bucket.ts";
import { openBucket } from "./bucket-access.ts";
import { noSuchKey, preconditionFailed } from "./refusals.ts";
import { emptyAnswer } from "./rest-xml.ts";
import type { S3Operation } from "./s3-operation.ts";

/** PutObject, with the conditions that it takes. */
export const putObject: S3Operation = (world, request) => {
  const { bucket, key } = openBucket(world, request, "s3:PutObject");
  const { headers, body } = request;
  const [there] = bucket.objects[key] ?? [];
  const ifMatch = headers["if-match"];
  if (headers["if-none-match"] === "*" && there !== undefined) throw preconditionFailed("If-None-Match");
  if (ifMatch !== undefined && there === undefined) throw noSuchKey(key);
  if (ifMatch !== undefined && there?.etag !== ifMatch) throw preconditionFailed("If-Match");
  const version = objectVersion(body.toString(), {
    contentType: headers["content-type"] ?? "binary/octet-stream",
    cacheControl: headers["cache-control"],
    encryption: encryptionOf(headers["x-amz-server-side-encryption"] ?? bucket.defaultEncryption ?? "AES256"),
  });
  bucket.objects[key] = [version, ...(bucket.versioning === "Enabled" ? (bucket.objects[key] ?? []) : [])];
  return emptyAnswer(200, { etag: version.etag });
};

function encryptionOf(wanted: string): "AES256" | "aws:kms" {
  if (wanted === "AES256" || wanted === "aws:kms") return wanted;
  throw new Refusal(400, "InvalidArgument", "The encryption method specified is not supported");
}
