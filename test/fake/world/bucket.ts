import { createHash } from "node:crypto";

/** One version of an object of S3. */
export interface ObjectVersion {
  text: string;
  contentType: string;
  cacheControl: string | undefined;
  etag: string;
  encryption: "AES256" | "aws:kms";
}

/** Settings against public access, of a bucket or an account. */
export interface PublicAccessBlock {
  BlockPublicAcls: boolean;
  IgnorePublicAcls: boolean;
  BlockPublicPolicy: boolean;
  RestrictPublicBuckets: boolean;
}

/** A bucket of S3. */
export interface Bucket {
  name: string;
  region: string;
  versioning: "Enabled" | "Suspended" | undefined;
  publicAccessBlock: PublicAccessBlock | undefined;
  /** The policy's text, as it was put. */
  policy: string | undefined;
  /** What encrypts objects that are put without a wish; default: `AES256`. */
  defaultEncryption?: "AES256" | "aws:kms";
  /** Versions by key, the newest first; without versioning there is one. */
  objects: Record<string, ObjectVersion[]>;
}

/** A bucket as new ones are, but open to a public policy. */
export function bucket(over: Partial<Bucket> = {}): Bucket {
  return {
    name: "example-gitlab-oidc",
    region: "ap-northeast-1",
    versioning: undefined,
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    },
    policy: undefined,
    objects: {},
    ...over,
  };
}

/** A version of an object, with the tag that S3 gives it. */
export function objectVersion(text: string, over: Partial<ObjectVersion> = {}): ObjectVersion {
  const etag = `"${createHash("md5").update(text).digest("hex")}"`;
  return { text, contentType: "binary/octet-stream", cacheControl: undefined, etag, encryption: "AES256", ...over };
}
