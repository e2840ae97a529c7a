import { partitionOfRegion } from "./partitions.ts";

/** Which of a service's endpoints, or of a registry's hosts, is meant. */
export interface EndpointKind {
  /** The one with cryptography by FIPS 140. */
  readonly fips: boolean;
  /** The one for IPv4 and IPv6. */
  readonly dualstack: boolean;
}

/** The usual endpoint. */
export const usualEndpoint: EndpointKind = { fips: false, dualstack: false };

/** What makes up the host name of a private ECR registry. */
export interface RegistryHostParts extends EndpointKind {
  /** Twelve digits, leading zeros included. */
  readonly accountId: string;
  readonly region: string;
}

/**
 * The host name of a private registry; null where the region is none, or its partition has no such host.
 * Source: ECR user guide, "Amazon ECR private registry" and "IPv6 endpoints".
 */
export function formatRegistryHost({ accountId, region, fips, dualstack }: RegistryHostParts): string | null {
  const partition = partitionOfRegion(region);
  if (partition === null) return null;
  if (!dualstack) return `${accountId}.dkr.${fips ? "ecr-fips" : "ecr"}.${region}.${partition.dnsSuffix}`;
  if (partition.dualstackSuffix === null) return null;
  return `${accountId}.${fips ? "dkr-ecr-fips" : "dkr-ecr"}.${region}.${partition.dualstackSuffix}`;
}

const shape = /^(\d{12})\.(?:dkr\.(ecr|ecr-fips)|(dkr-ecr|dkr-ecr-fips))\.([a-z0-9-]+)\.[a-z0-9.-]+$/;

/**
 * The parts of a private registry's host name; null for anything that isn't exactly one. What is read is written again
 * and must come out the same, so that a suffix of another partition or of a stranger never passes.
 */
export function parseRegistryHost(host: string): RegistryHostParts | null {
  const match = shape.exec(host);
  if (match === null) return null;
  const [, accountId = "", plain, dual, region = ""] = match;
  const parts = {
    accountId,
    region,
    fips: (plain ?? dual ?? "").endsWith("-fips"),
    dualstack: dual !== undefined,
  };
  return formatRegistryHost(parts) === host ? parts : null;
}
