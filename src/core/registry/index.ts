export type { AuthorizationToken } from "./authorization-token.ts";
export { type CustomEndpoint, customEndpoint, type EndpointService } from "./custom-endpoint.ts";
export { ownRegistryHost } from "./own-registry-host.ts";
export { type ParsedRegistry, parseRegistry } from "./parse-registry.ts";
export { isPartitionName, type PartitionName, partitionOfRegion } from "./partitions.ts";
export { formatRegistryHost, parseRegistryHost, type RegistryHostParts } from "./registry-host.ts";
export { type RegionTarget, type RegistryTargets, registryTargets } from "./registry-targets.ts";
