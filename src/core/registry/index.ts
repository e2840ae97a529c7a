export { parseRegistry, type ParsedRegistry } from "./parse-registry.ts";
export { isPartitionName, type PartitionName, partitionOfRegion } from "./partitions.ts";
export { formatRegistryHost, parseRegistryHost, type RegistryHostParts } from "./registry-host.ts";
