export type { AuthorizationToken } from "./authorization-token.ts";
export { type CustomEndpoint, customEndpoint, type EndpointService } from "./custom-endpoint.ts";
export { ownRegistryHost } from "./own-registry-host.ts";
export {
  type AskedRegistry,
  askedRegistry,
  isRepositoryName,
  type ParsedRegistry,
  parseRegistry,
} from "./parse-registry.ts";
export { isPartitionName, type PartitionName, partitionOfRegion } from "./partitions.ts";
export { type EndpointKind, formatRegistryHost, parseRegistryHost, type RegistryHostParts } from "./registry-host.ts";
export {
  askedHosts,
  publicRegion,
  publicTargets,
  type RegionTarget,
  type RegistryTargets,
  registryTargets,
} from "./registry-targets.ts";
