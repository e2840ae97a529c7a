import type { Partition, World } from "./world/world.ts";

/** Where a request goes. */
export interface Place {
  service: "sts" | "ecr" | "issuer";
  /** Undefined at a custom endpoint whose path names none, and for issuers. */
  region: string | undefined;
  /** Undefined where the region is. */
  partition: Partition | undefined;
  /** The issuer's URL, for an issuer. */
  issuer: string | undefined;
}

/** Suffixes of hosts, plain and dual-stack; a partition's own suffix, so that a region in a wrong partition has no host. */
const SUFFIXES: Record<Partition, { plain: string; dualStack: string | undefined }> = {
  aws: { plain: "amazonaws.com", dualStack: "api.aws" },
  "aws-us-gov": { plain: "amazonaws.com", dualStack: "api.aws" },
  "aws-cn": { plain: "amazonaws.com.cn", dualStack: "api.amazonwebservices.com.cn" },
  "aws-eusc": { plain: "amazonaws.eu", dualStack: undefined },
  "aws-iso": { plain: "c2s.ic.gov", dualStack: undefined },
  "aws-iso-b": { plain: "sc2s.sgov.gov", dualStack: undefined },
  "aws-iso-e": { plain: "cloud.adc-e.uk", dualStack: undefined },
  "aws-iso-f": { plain: "csp.hci.ic.gov", dualStack: undefined },
};

/** The suffix of a partition's registry hosts. */
export function registrySuffix(partition: Partition): string {
  return SUFFIXES[partition].plain;
}

/** The partition of a region, by its name. */
export function partitionOf(region: string): Partition {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("eusc-")) return "aws-eusc";
  if (region.startsWith("us-isob-")) return "aws-iso-b";
  if (region.startsWith("eu-isoe-")) return "aws-iso-e";
  if (region.startsWith("us-isof-")) return "aws-iso-f";
  if (region.startsWith("us-iso-")) return "aws-iso";
  return "aws";
}

/**
 * Finds the service by the real host, by an issuer's own URL, or by the path
 * of a local server (`/sts[/REGION]`, `/ecr[/REGION]`, `/issuer/HOST`).
 */
export function locate(world: World, url: URL): Place | undefined {
  return byIssuerUrl(world, url) ?? byHost(url) ?? byPath(world, url);
}

function byIssuerUrl(world: World, url: URL): Place | undefined {
  const found = world.issuers.find(
    (issuer) => `${url.origin}${url.pathname}` === issuer.url || url.href.startsWith(`${issuer.url}/`),
  );
  return found && { service: "issuer", region: undefined, partition: undefined, issuer: found.url };
}

function byHost(url: URL): Place | undefined {
  if (url.protocol !== "https:") return undefined;
  const host = url.host;
  if (host === "sts.amazonaws.com") return awsPlace("sts", "us-east-1");
  const match =
    /^(?<service>sts|sts-fips|api\.ecr|ecr-fips|ecr)\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d)\.(?<suffix>.+)$/.exec(host);
  if (match?.groups === undefined) return undefined;
  const { service = "", region = "", suffix = "" } = match.groups;
  const { plain, dualStack } = SUFFIXES[partitionOf(region)];
  const allowed = {
    sts: [plain, dualStack],
    "sts-fips": [plain, dualStack],
    "api.ecr": [plain],
    "ecr-fips": [plain, dualStack],
    ecr: [dualStack],
  }[service];
  if (!allowed?.includes(suffix)) return undefined;
  return awsPlace(service.startsWith("sts") ? "sts" : "ecr", region);
}

function byPath(world: World, url: URL): Place | undefined {
  if (url.hostname !== "127.0.0.1" && url.hostname !== "localhost") return undefined;
  const [, first = "", second = "", ...rest] = url.pathname.split("/");
  if (first === "sts" || first === "ecr") {
    if (rest.some((part) => part !== "")) return undefined;
    if (second !== "") return awsPlace(first, second);
    return { service: first, region: undefined, partition: undefined, issuer: undefined };
  }
  if (first !== "issuer") return undefined;
  const issuer = world.issuers.find(({ url: address }) => {
    const path = `/issuer/${address.replace(/^https?:\/\//, "")}`;
    return url.pathname.startsWith(`${path}/`);
  });
  return issuer && { service: "issuer", region: undefined, partition: undefined, issuer: issuer.url };
}

function awsPlace(service: "sts" | "ecr", region: string): Place {
  return { service, region, partition: partitionOf(region), issuer: undefined };
}
