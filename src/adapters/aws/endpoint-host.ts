import { type CustomEndpoint, partitionOfRegion } from "../../core/registry/index.ts";

/** The host that a call goes to, for messages: the custom endpoint's, or the service's usual one in the region. */
export function hostOf(service: "sts" | "api.ecr", region: string, endpoint: CustomEndpoint | null): string {
  if (endpoint !== null) return new URL(endpoint.url).host;
  return `${service}.${region}.${partitionOfRegion(region)?.dnsSuffix ?? "amazonaws.com"}`;
}
