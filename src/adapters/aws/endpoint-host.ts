import { type CustomEndpoint, type PartitionName, partitionOfRegion } from "../../core/registry/index.ts";

/** The settings that choose among a service's endpoints. */
interface EndpointChoice {
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
}

/** Suffixes of dual-stack API endpoints. Source: AWS SDK partitions.json. */
const dualstackSuffixes: Readonly<Partial<Record<PartitionName, string>>> = {
  aws: "api.aws",
  "aws-us-gov": "api.aws",
  "aws-cn": "api.amazonwebservices.com.cn",
};

/** The host that a call goes to, for messages: the custom endpoint's, or the one that the SDK's own rules come to. */
export function hostOf(
  service: "sts" | "api.ecr" | "ecr-public",
  region: string,
  endpoint: CustomEndpoint | null,
  { useFipsEndpoint: fips, useDualstackEndpoint: dualstack }: EndpointChoice,
): string {
  if (endpoint !== null) return new URL(endpoint.url).host;
  const partition = partitionOfRegion(region);
  const dual = dualstack ? dualstackSuffixes[partition?.name ?? "aws"] : undefined;
  const suffix = dual ?? partition?.dnsSuffix ?? "amazonaws.com";
  return `${nameOf(service, fips, dual !== undefined)}.${region}.${suffix}`;
}

function nameOf(service: "sts" | "api.ecr" | "ecr-public", fips: boolean, dualstack: boolean): string {
  switch (service) {
    case "sts":
      return fips ? "sts-fips" : "sts";
    case "ecr-public":
      return dualstack ? "ecr-public" : "api.ecr-public";
    case "api.ecr":
      return `${dualstack ? "" : "api."}ecr${fips ? "-fips" : ""}`;
  }
}
