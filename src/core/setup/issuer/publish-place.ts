import { partitionOfRegion } from "../../registry/index.ts";
import { readIssuer } from "../read-issuer.ts";
import { quoted, refuseIssuer } from "./refuse-issuer.ts";

/** Where the documents are written to. */
export type PublishPlace =
  | {
      readonly kind: "s3";
      readonly bucket: string;
      /** Without slashes at its ends; empty for the bucket's top. */
      readonly prefix: string;
    }
  | { readonly kind: "folder"; readonly path: string };

/** Reads `--publish`. Throws `input-invalid`. */
export function readPublishPlace(text: string): PublishPlace {
  const match = /^s3:\/\/([^/]*)\/?(.*)$/.exec(text);
  if (match === null) {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { kind: "folder", path: text };
    throw refuseIssuer(`--publish is ${quoted(text)}; it must be s3://BUCKET, s3://BUCKET/PREFIX or a folder.`);
  }
  const [, bucket = "", path = ""] = match;
  // Amazon S3 User Guide, "General purpose bucket naming rules".
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || bucket.includes("..")) {
    throw refuseIssuer(`${quoted(bucket)} can't be the name of a bucket.`);
  }
  const prefix = path.replace(/^\/+|\/+$/g, "");
  const parts = prefix === "" ? [] : prefix.split("/");
  if (parts.some((part) => !/^[\w.~-]+$/.test(part) || part === "." || part === "..")) {
    throw refuseIssuer(
      `The prefix is ${quoted(prefix)}; it becomes a part of the issuer's address, so letters, digits and ._~- are allowed.`,
    );
  }
  return { kind: "s3", bucket, prefix };
}

/**
 * The issuer's public address: `--issuer-url` where it is given, else the bucket's own, virtual-hosted and regional.
 * `ownAddress` says whether it is the bucket's. Throws `input-invalid`.
 */
export function publicIssuer(
  place: PublishPlace,
  region: string | null,
  given: string | null,
): { readonly issuer: string; readonly ownAddress: boolean } {
  const asked = given === null ? null : readIssuer(given.replace(/\/+$/, ""));
  if (place.kind === "folder") {
    if (asked !== null) return { issuer: asked, ownAddress: false };
    const remedy = "Give the address at which the folder's files will be: --issuer-url https://oidc.example.com";
    throw refuseIssuer("A folder says nothing of where its files will be public.", remedy);
  }
  const own = region === null ? null : bucketAddress(place, region);
  if (asked !== null) return { issuer: asked, ownAddress: asked === own };
  if (place.bucket.includes(".")) {
    throw refuseIssuer(
      `The name of the bucket ${place.bucket} has dots, and S3's certificate covers one label only: AWS couldn't read the keys over https.`,
      "Take a bucket without dots in its name.",
      "Or put CloudFront before this one, and name its address: --issuer-url https://oidc.example.com",
    );
  }
  if (own === null)
    throw refuseIssuer("There is no region, which is a part of the bucket's address.", "Give --region.");
  return { issuer: readIssuer(own), ownAddress: true };
}

/** Source: Amazon S3 User Guide, "Virtual hosting of general purpose buckets". */
function bucketAddress({ bucket, prefix }: Extract<PublishPlace, { kind: "s3" }>, region: string): string {
  const suffix = partitionOfRegion(region)?.dnsSuffix ?? "amazonaws.com";
  return `https://${bucket}.s3.${region}.${suffix}${prefix === "" ? "" : `/${prefix}`}`;
}

/** The instance's address without a slash at the end; unlike an issuer it may have a port. Throws `input-invalid`. */
export function readInstanceUrl(text: string): string {
  const url = URL.parse(text);
  const plain = url !== null && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (plain && url.protocol === "https:") return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  if (plain && url.protocol === "http:") {
    throw refuseIssuer(
      `The address of GitLab is ${quoted(text)}: keys that came over http: could be anybody's.`,
      "Give GitLab's https: address; name the file with its authority in AWS_CA_BUNDLE, where that is a private one.",
    );
  }
  throw refuseIssuer(`The address of GitLab is ${quoted(text)}; it must be one such as https://gitlab.example.com.`);
}
