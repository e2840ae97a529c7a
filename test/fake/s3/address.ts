import type { ServiceRequest } from "../service.ts";

/** The bucket that a request is about, and the object's key; empty where it is about the bucket itself. */
export interface Address {
  bucket: string;
  key: string;
}

/** Reads both from a virtual-hosted address, or from the path of S3's own host or of a local server. */
export function addressOf({ url }: ServiceRequest): Address {
  const path = decodeURIComponent(url.pathname).slice(1);
  const virtual = /^(.+)\.s3(?:\.dualstack)?\.[a-z0-9-]+\./.exec(url.host);
  if (virtual !== null) return { bucket: virtual[1] ?? "", key: path };
  const [bucket = "", ...rest] = path.replace(/^s3\//, "").split("/");
  return { bucket, key: rest.join("/") };
}
