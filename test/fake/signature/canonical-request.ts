import { createHash, createHmac } from "node:crypto";
import type { ServiceRequest } from "../service.ts";

/** What an `Authorization` header of AWS Signature Version 4 says. */
export interface Authorization {
  accessKeyId: string;
  /** `YYYYMMDD` */
  date: string;
  region: string;
  service: string;
  terminator: string;
  signedHeaders: string[];
  signature: string;
}

/** The signature that this secret gives to this request (AWS Signature Version 4, header form). */
export function signatureFor(request: ServiceRequest, authorization: Authorization, secret: string): string {
  const { date, region, service, terminator } = authorization;
  const stringToSign = [
    "AWS4-HMAC-SHA256",
    request.headers["x-amz-date"] ?? "",
    [date, region, service, terminator].join("/"),
    sha256(canonicalRequest(request, authorization.signedHeaders)),
  ].join("\n");
  const key = [date, region, service, terminator].reduce<Buffer | string>(
    (previous, part) => createHmac("sha256", previous).update(part).digest(),
    `AWS4${secret}`,
  );
  return createHmac("sha256", key).update(stringToSign).digest("hex");
}

function canonicalRequest(request: ServiceRequest, signedHeaders: string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}\n`);
  return [
    request.method,
    // S3 signs the path as it is sent. The other services encode it once more, which changes nothing in the paths that
    // they are called by here.
    request.url.pathname,
    canonicalQuery(request.url.searchParams),
    headers.join(""),
    signedHeaders.join(";"),
    // Of what arrived, not of what x-amz-content-sha256 claims: a changed body has another hash.
    sha256(request.body),
  ].join("\n");
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
