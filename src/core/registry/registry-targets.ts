import { GitlabEcrError } from "../errors/index.ts";
import { type AskedRegistry, publicHosts } from "./parse-registry.ts";
import { type PartitionName, partitionOfRegion } from "./partitions.ts";
import { type EndpointKind, formatRegistryHost, usualEndpoint } from "./registry-host.ts";

/** The private registries of one region: one ECR call gets the password for all of them. */
export interface RegionTarget {
  readonly region: string;
  /** Hosts as they were asked for; empty where none was, and ECR's answer names the caller's own registry. */
  readonly hosts: readonly string[];
}

/** Where a login goes: the regions of its private registries, and the region whose STS is asked. */
export interface RegistryTargets {
  readonly stsRegion: string;
  readonly regions: readonly RegionTarget[];
}

/** The region of ECR Public's API, which serves all others. Source: ECR Public endpoints, AWS General Reference. */
export const publicRegion = "us-east-1";

/**
 * Groups the private registries by region. `region` is the configured one and serves bare account ids and STS; where it
 * is null, the first registry's region does. With a role, everything must lie in the role's partition, since
 * credentials don't cross partitions. A registry that wasn't named by its host gets the host of the wanted kind.
 *
 * Throws `region-missing`, `registry-invalid`, and `input-invalid` for a region that can't be one.
 */
export function registryTargets(
  registries: readonly AskedRegistry[],
  region: string | null,
  rolePartition: PartitionName | null,
  kind: EndpointKind = usualEndpoint,
): RegistryTargets {
  if (region !== null) checkRegion(region, rolePartition, registries.length === 0);
  const located = registries
    .filter(({ accountId }) => accountId !== null)
    .map((registry) => locate(registry, region, rolePartition, kind));
  const byRegion = Map.groupBy(located, (one) => one.region);
  const regions = [...byRegion].map(([name, ones]) => ({
    region: name,
    hosts: [...new Set(ones.map(({ host }) => host))],
  }));
  if (registries.length === 0 && region !== null) return { stsRegion: region, regions: [{ region, hosts: [] }] };

  const configured = region !== null && fits(region, rolePartition) ? region : undefined;
  const onlyPublic = registries.length > 0 && located.length === 0 ? publicRegion : undefined;
  const stsRegion = configured ?? regions[0]?.region ?? onlyPublic;
  if (stsRegion === undefined) throw new GitlabEcrError("region-missing");
  return { stsRegion, regions };
}

/**
 * The hosts of ECR Public among the registries. It is in the partition aws only, and has no FIPS endpoint.
 *
 * Throws `registry-invalid`.
 */
export function publicTargets(
  registries: readonly AskedRegistry[],
  rolePartition: PartitionName | null,
  { fips, dualstack }: EndpointKind = usualEndpoint,
): readonly string[] {
  const named = registries.filter(({ kind }) => kind === "public");
  const hosts = named.map((registry) => publicHostOf(registry, dualstack));
  const [first] = hosts;
  if (first === undefined) return [];
  if (fips)
    throw new GitlabEcrError("registry-invalid", { registry: first, reason: "ECR Public has no FIPS endpoint" });
  if (rolePartition !== null && rolePartition !== "aws") {
    const reason = `it is in partition aws, the role in ${rolePartition}`;
    throw new GitlabEcrError("registry-invalid", { registry: first, reason });
  }
  return [...new Set(hosts)];
}

/** The hosts that were asked for, in that order; a bare account id's in the configured region. */
export function askedHosts(
  registries: readonly AskedRegistry[],
  region: string | null,
  kind: EndpointKind = usualEndpoint,
): readonly string[] {
  return registries.flatMap((registry) =>
    registry.kind === "public" ? publicHostOf(registry, kind.dualstack) : (privateHostOf(registry, region, kind) ?? []),
  );
}

function publicHostOf({ host, shorthand }: AskedRegistry, dualstack: boolean): string {
  return shorthand && dualstack ? publicHosts.dualstack : (host ?? publicHosts.usual);
}

function privateHostOf(registry: AskedRegistry, region: string | null, kind: EndpointKind): string | null {
  const { host, shorthand, accountId } = registry;
  const where = registry.region ?? region;
  if (host !== null && !shorthand) return host;
  return accountId === null || where === null ? null : formatRegistryHost({ accountId, region: where, ...kind });
}

function locate(
  registry: AskedRegistry,
  region: string | null,
  rolePartition: PartitionName | null,
  kind: EndpointKind,
): { readonly region: string; readonly host: string } {
  const where = registry.region ?? region;
  if (where === null) throw new GitlabEcrError("region-missing");
  const host = privateHostOf(registry, where, kind);
  if (host === null) throw kind.dualstack ? noDualstack(registry.accountId ?? "", where) : notARegion(where);
  if (!fits(where, rolePartition)) {
    const reason = `it is in partition ${partitionOfRegion(where)?.name}, the role in ${rolePartition}`;
    throw new GitlabEcrError("registry-invalid", { registry: host, reason });
  }
  return { region: where, host };
}

function checkRegion(region: string, rolePartition: PartitionName | null, serves: boolean): void {
  const partition = partitionOfRegion(region);
  if (partition === null) throw notARegion(region);
  if (serves && !fits(region, rolePartition)) {
    const reason = `Region ${region} is in partition ${partition.name}, the role in ${rolePartition}.`;
    throw new GitlabEcrError("input-invalid", { reason, command: "login" });
  }
}

function fits(region: string, rolePartition: PartitionName | null): boolean {
  return rolePartition === null || partitionOfRegion(region)?.name === rolePartition;
}

function notARegion(region: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason: `${region} isn't an AWS region.`, command: "login" });
}

function noDualstack(registry: string, region: string): GitlabEcrError {
  const partition = partitionOfRegion(region)?.name ?? "of that region";
  return new GitlabEcrError("registry-invalid", {
    registry,
    reason: `partition ${partition} has no dual-stack registries`,
  });
}
