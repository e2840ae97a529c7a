import { Refusal, type ServiceRequest } from "../service.ts";

/** The body of a call that S3 takes with a checksum only. */
export function checksummed({ headers, body }: ServiceRequest): string {
  const names = Object.keys(headers);
  if (!names.some((name) => name === "content-md5" || /^x-amz-checksum-/.test(name))) {
    throw new Refusal(
      400,
      "InvalidRequest",
      "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
    );
  }
  return body.toString();
}
