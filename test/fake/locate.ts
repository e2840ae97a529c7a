import type { Partition, World } from "./world/world.ts";

/** Where a request goes. */
export interface Place {
  service: "sts" | "ecr" | "ecr-public" | "issuer";
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

/** The services by the names that their hosts and a local server's paths begin with. */
const SERVICE_OF_HOST: Record<string, "sts" | "ecr" | "ecr-public"> = {
  sts: "sts",
  "sts-fips": "sts",
  "api.ecr": "ecr",
  "ecr-fips": "ecr",
  ecr: "ecr",
  "api.ecr-public": "ecr-public",
};

/**
 * Finds the service by the real host, by an issuer's own URL, or by the path
 * of a local server: `/sts[/REGION]`, `/ecr[/REGION]`, `/ecr-public`,
 * `/issuer/HOST`, and `/` for all of AWS, as AWS_ENDPOINT_URL has it.
 */
export function locate(world: World, request: { url: string; headers: Headers }): Place | undefined {
  const url = new URL(request.url);
  return byIssuerUrl(world, url) ?? byHost(url) ?? byPath(world, url, request.headers);
}

function byIssuerUrl(world: World, url: URL): Place | undefined {
  const found = world.issuers.find((issuer) => url.href === issuer.url || url.href.startsWith(`${issuer.url}/`));
  return found && issuerPlace(found.url);
}

function byHost(url: URL): Place | undefined {
  if (url.protocol !== "https:") return undefined;
  if (url.host === "sts.amazonaws.com") return awsPlace("sts", "us-east-1");
  const match = /^(?<name>[a-z-]+|api\.[a-z-]+)\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d)\.(?<suffix>.+)$/.exec(url.host);
  const { name = "", region = "", suffix = "" } = match?.groups ?? {};
  const service = SERVICE_OF_HOST[name];
  if (service === undefined || !suffixesOf(name, region).includes(suffix)) return undefined;
  return awsPlace(service, region);
}

function suffixesOf(name: string, region: string): string[] {
  const { plain, dualStack } = SUFFIXES[partitionOf(region)];
  const dual = dualStack === undefined ? [] : [dualStack];
  if (name === "ecr") return dual;
  if (name === "api.ecr") return [plain];
  // ECR Public is in no other region, and in no other partition.
  if (name === "api.ecr-public") return ["us-east-1", "us-west-2"].includes(region) ? [plain] : [];
  return [plain, ...dual];
}

function byPath(world: World, url: URL, headers: Headers): Place | undefined {
  if (url.hostname !== "127.0.0.1" && url.hostname !== "localhost") return undefined;
  if (url.pathname === "/") return byProtocol(headers);
  const [, first = "", second = "", ...rest] = url.pathname.split("/");
  if (first === "issuer") {
    const issuer = world.issuers.find(({ url: address }) =>
      url.pathname.startsWith(`/issuer/${address.replace(/^https?:\/\//, "")}/`),
    );
    return issuer && issuerPlace(issuer.url);
  }
  if ((first !== "sts" && first !== "ecr" && first !== "ecr-public") || rest.some((part) => part !== "")) {
    return undefined;
  }
  return second === "" ? customPlace(first) : awsPlace(first, second);
}

function byProtocol(headers: Headers): Place | undefined {
  const target = headers.get("x-amz-target");
  if (target?.startsWith("AmazonEC2ContainerRegistry_") === true) return customPlace("ecr");
  if (target?.startsWith("SpencerFrontendService.") === true) return customPlace("ecr-public");
  const form = headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") === true;
  return form ? customPlace("sts") : undefined;
}

function awsPlace(service: "sts" | "ecr" | "ecr-public", region: string): Place {
  return { service, region, partition: partitionOf(region), issuer: undefined };
}

function customPlace(service: "sts" | "ecr" | "ecr-public"): Place {
  return { service, region: undefined, partition: undefined, issuer: undefined };
}

function issuerPlace(issuer: string): Place {
  return { service: "issuer", region: undefined, partition: undefined, issuer };
}
