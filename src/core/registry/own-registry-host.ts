import { type EndpointKind, formatRegistryHost, parseRegistryHost, usualEndpoint } from "./registry-host.ts";

const hostAndPort = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;

/**
 * The host of the caller's own registry, read off ECR's `proxyEndpoint`; null where it can't be trusted: it must be an
 * ECR host of the region that was asked, or, while a custom endpoint stands in for ECR, any host. Where FIPS or
 * dual-stack endpoints are wanted, it is that registry's host of this kind.
 */
export function ownRegistryHost(
  proxyEndpoint: string,
  region: string,
  customEndpoint: boolean,
  kind: EndpointKind = usualEndpoint,
): string | null {
  const host = proxyEndpoint.replace(customEndpoint ? /^https?:\/\// : /^https:\/\//, "").replace(/\/$/, "");
  if (customEndpoint) return hostAndPort.test(host) ? host : null;
  const parts = parseRegistryHost(host);
  if (parts?.region !== region) return null;
  return kind.fips || kind.dualstack ? formatRegistryHost({ ...parts, ...kind }) : host;
}
