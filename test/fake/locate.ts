import type { Partition, World } from "./world/world.ts";

/** AWS's services that the stand-in plays. */
export type AwsService = "sts" | "ecr" | "ecr-public" | "iam" | "s3" | "secretsmanager";

/** Where a request goes. */
export interface Place {
  service: AwsService | "registry" | "site" | "issuer" | "gitlab";
  /** Undefined at a custom endpoint whose path names none, and for issuers. */
  region: string | undefined;
  /** Undefined where the region is. */
  partition: Partition | undefined;
  /** The issuer's URL, for an issuer. */
  issuer: string | undefined;
  /** The instance's address, for GitLab's API. */
  gitlab?: string;
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
const SERVICE_OF_HOST: Record<string, AwsService> = {
  sts: "sts",
  "sts-fips": "sts",
  "api.ecr": "ecr",
  "ecr-fips": "ecr",
  "api.ecr-fips": "ecr",
  ecr: "ecr",
  "api.ecr-public": "ecr-public",
  "ecr-public": "ecr-public",
  secretsmanager: "secretsmanager",
};

/** IAM's one host of each partition, and the region that calls to it are signed for. */
const IAM_HOSTS: Record<string, string> = {
  "iam.amazonaws.com": "us-east-1",
  "iam-fips.amazonaws.com": "us-east-1",
  "iam.global.api.aws": "us-east-1",
  "iam.cn-north-1.amazonaws.com.cn": "cn-north-1",
  "iam.us-gov.amazonaws.com": "us-gov-west-1",
  "iam.eusc-de-east-1.amazonaws.eu": "eusc-de-east-1",
  "iam.us-iso-east-1.c2s.ic.gov": "us-iso-east-1",
  "iam.us-isob-east-1.sc2s.sgov.gov": "us-isob-east-1",
  "iam.eu-isoe-west-1.cloud.adc-e.uk": "eu-isoe-west-1",
  "iam.us-isof-south-1.csp.hci.ic.gov": "us-isof-south-1",
};

/**
 * Finds the service by the real host, by an issuer's own URL, or by the path
 * of a local server: `/sts[/REGION]`, `/ecr[/REGION]`, `/ecr-public`,
 * `/iam`, `/secretsmanager`, `/s3/BUCKET/KEY`, `/issuer/HOST`, `/gitlab/HOST`, and `/` for all of AWS, as AWS_ENDPOINT_URL has it.
 */
export function locate(world: World, request: { url: string; headers: Headers }): Place | undefined {
  const url = new URL(request.url);
  return (
    byGitlabApi(world, url) ??
    byIssuerUrl(world, url) ??
    bySite(world, url) ??
    byHost(url) ??
    byPath(world, url, request.headers)
  );
}

function byGitlabApi(world: World, url: URL): Place | undefined {
  const found = world.gitlabs.find((gitlab) => url.href.startsWith(`${gitlab.url}/api/v4/`));
  return found && gitlabPlace(found.url);
}

function byIssuerUrl(world: World, url: URL): Place | undefined {
  const found = world.issuers.find((issuer) => url.href === issuer.url || url.href.startsWith(`${issuer.url}/`));
  return found && issuerPlace(found.url);
}

function bySite(world: World, url: URL): Place | undefined {
  const known = Object.keys(world.sites).some((address) => new URL(address).origin === url.origin);
  return known ? { service: "site", region: undefined, partition: undefined, issuer: undefined } : undefined;
}

function byHost(url: URL): Place | undefined {
  if (url.protocol !== "https:") return undefined;
  if (url.host === "sts.amazonaws.com") return awsPlace("sts", "us-east-1");
  const iamRegion = IAM_HOSTS[url.host];
  if (iamRegion !== undefined) return awsPlace("iam", iamRegion);
  const registryRegion = /^\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.(.+)$/.exec(url.host);
  if (registryRegion !== null) {
    const [, region = "", suffix] = registryRegion;
    return suffix === SUFFIXES[partitionOf(region)].plain ? awsPlace("registry", region) : undefined;
  }
  const bucketRegion = /^(?:[a-z0-9.-]+\.)?s3(?:\.dualstack)?\.([a-z0-9-]+)\.(.+)$/.exec(url.host);
  if (bucketRegion !== null) {
    const [, region = "", suffix] = bucketRegion;
    return suffix === SUFFIXES[partitionOf(region)].plain ? awsPlace("s3", region) : undefined;
  }
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
  if (name === "ecr-public") return ["us-east-1", "us-west-2"].includes(region) ? dual : [];
  if (name === "api.ecr" || name === "api.ecr-fips") return [plain];
  // ECR Public is in no other region, and in no other partition.
  if (name === "api.ecr-public") return ["us-east-1", "us-west-2"].includes(region) ? [plain] : [];
  return [plain, ...dual];
}

function byPath(world: World, url: URL, headers: Headers): Place | undefined {
  if (!["127.0.0.1", "[::1]", "localhost"].includes(url.hostname)) return undefined;
  // S3's paths are buckets and keys, and only its signatures tell them from others.
  if (/\/s3\/aws4_request/.test(headers.get("authorization") ?? "")) return customPlace("s3");
  if (url.pathname === "/") return byProtocol(headers);
  const [, first = "", second = "", ...rest] = url.pathname.split("/");
  if (first === "issuer") {
    const issuer = world.issuers.find(({ url: address }) =>
      url.pathname.startsWith(`/issuer/${address.replace(/^https?:\/\//, "")}/`),
    );
    return issuer && issuerPlace(issuer.url);
  }
  if (first === "gitlab") {
    const gitlab = world.gitlabs.find(({ url: address }) =>
      url.pathname.startsWith(`/gitlab/${address.replace(/^https?:\/\//, "")}/api/v4/`),
    );
    return gitlab && gitlabPlace(gitlab.url);
  }
  if (!isAwsService(first) || rest.some((part) => part !== "")) return undefined;
  return second === "" ? customPlace(first) : awsPlace(first, second);
}

function isAwsService(name: string): name is AwsService {
  return ["sts", "ecr", "ecr-public", "iam", "s3", "secretsmanager"].includes(name);
}

function byProtocol(headers: Headers): Place | undefined {
  const target = headers.get("x-amz-target");
  if (target?.startsWith("AmazonEC2ContainerRegistry_") === true) return customPlace("ecr");
  if (target?.startsWith("SpencerFrontendService.") === true) return customPlace("ecr-public");
  if (target?.startsWith("secretsmanager.") === true) return customPlace("secretsmanager");
  const form = headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") === true;
  if (!form) return undefined;
  // Both speak the Query protocol; who is meant shows in what the signature was made for.
  return customPlace(/\/iam\/aws4_request/.test(headers.get("authorization") ?? "") ? "iam" : "sts");
}

function awsPlace(service: Place["service"], region: string): Place {
  return { service, region, partition: partitionOf(region), issuer: undefined };
}

function customPlace(service: AwsService): Place {
  return { service, region: undefined, partition: undefined, issuer: undefined };
}

function issuerPlace(issuer: string): Place {
  return { service: "issuer", region: undefined, partition: undefined, issuer };
}

function gitlabPlace(gitlab: string): Place {
  return { service: "gitlab", region: undefined, partition: undefined, issuer: undefined, gitlab };
}
