import { GitlabEcrError } from "../errors/index.ts";
import type { ParsedRegistry } from "./parse-registry.ts";
import { type PartitionName, partitionOfRegion } from "./partitions.ts";
import { formatRegistryHost } from "./registry-host.ts";

/** The registries of one region: one ECR call gets the password for all of them. */
export interface RegionTarget {
  readonly region: string;
  /** Hosts as they were asked for; empty where none was, and ECR's answer names the caller's own registry. */
  readonly hosts: readonly string[];
}

/** Where a login goes: the regions of its registries, and the region whose STS is asked. */
export interface RegistryTargets {
  readonly stsRegion: string;
  readonly regions: readonly RegionTarget[];
}

/**
 * Groups the registries by region. `region` is the configured one and serves bare account ids and STS; where it is
 * null, the first registry's region does. With a role, everything must lie in the role's partition, since credentials
 * don't cross partitions.
 *
 * Throws `region-missing`, `registry-invalid`, and `input-invalid` for a region that can't be one.
 */
export function registryTargets(
  registries: readonly ParsedRegistry[],
  region: string | null,
  rolePartition: PartitionName | null,
): RegistryTargets {
  if (region !== null) checkRegion(region, rolePartition, registries.length === 0);
  const located = registries.map((registry) => locate(registry, region, rolePartition));
  const byRegion = Map.groupBy(located, (one) => one.region);
  const regions = [...byRegion].map(([name, ones]) => ({
    region: name,
    hosts: [...new Set(ones.map(({ host }) => host))],
  }));
  if (regions.length === 0 && region !== null) return { stsRegion: region, regions: [{ region, hosts: [] }] };

  const configured = region !== null && fits(region, rolePartition) ? region : undefined;
  const stsRegion = configured ?? regions[0]?.region;
  if (stsRegion === undefined) throw new GitlabEcrError("region-missing");
  return { stsRegion, regions };
}

function locate(
  registry: ParsedRegistry,
  region: string | null,
  rolePartition: PartitionName | null,
): { readonly region: string; readonly host: string } {
  if (registry.accountId === null) {
    const reason = "ECR Public isn't supported by this version";
    throw new GitlabEcrError("registry-invalid", { registry: registry.host ?? "public", reason });
  }
  const where = registry.region ?? region;
  if (where === null) throw new GitlabEcrError("region-missing");
  const host =
    registry.host ??
    formatRegistryHost({ accountId: registry.accountId, region: where, fips: false, dualstack: false });
  if (host === null) throw notARegion(where);
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
