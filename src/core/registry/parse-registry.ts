import { GitlabEcrError } from "../errors/index.ts";
import { type PartitionName, partitionOfRegion } from "./partitions.ts";
import { formatRegistryHost, parseRegistryHost } from "./registry-host.ts";

/** A registry as a user names it. */
export interface ParsedRegistry {
  readonly kind: "private" | "public";
  /** Host as it will be stored; null for a bare account id, whose region comes from elsewhere. */
  readonly host: string | null;
  /** Twelve digits; null for ECR Public. */
  readonly accountId: string | null;
  /** Null for a bare account id and for ECR Public. */
  readonly region: string | null;
  readonly partition: PartitionName | null;
  readonly fips: boolean;
  readonly dualstack: boolean;
  /** Repository, without tag and digest, where a repository's URI was given. */
  readonly repository: string | null;
}

/** A registry that was asked for. */
export interface AskedRegistry extends ParsedRegistry {
  /** Whether it was named by an account id, `ACCOUNT.REGION` or `public`: then `host` is the usual one of several. */
  readonly shorthand?: boolean;
}

/** ECR Public's two names: the usual one, and that of the dual-stack endpoint. Source: ECR Public user guide. */
export const publicHosts = { usual: "public.ecr.aws", dualstack: "ecr-public.aws.com" } as const;

const repositoryName = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const tagOrDigest = /(?::\w[\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;

/**
 * Reads a registry: a full host name of any partition, a repository's URI, a bare account id, `ACCOUNT.REGION`, or
 * `public`. Host names are matched whole; a look-alike never passes.
 *
 * Throws `registry-invalid`, with the reason.
 */
export function parseRegistry(text: string): ParsedRegistry {
  const bare = text.replace(/^https:\/\//, "");
  if (bare.includes("://")) throw invalid(text, "it is an address; give the host alone");
  if (bare === "public") return publicRegistry(publicHosts.usual, null);
  if (/^\d+$/.test(bare)) return { ...emptyRegistry, kind: "private", accountId: accountIdOf(text, bare) };

  const slash = bare.indexOf("/");
  const host = slash < 0 ? bare : bare.slice(0, slash);
  const repository = slash < 0 ? null : repositoryOf(text, bare.slice(slash + 1));
  if (host === publicHosts.usual || host === publicHosts.dualstack) return publicRegistry(host, repository);

  const short = /^(\d+)\.([a-z0-9-]+)$/.exec(host);
  if (short !== null) return shortRegistry(text, short[1] ?? "", short[2] ?? "", repository);

  const parts = parseRegistryHost(host);
  if (parts === null) throw invalid(text, whyNoHost(host));
  return {
    kind: "private",
    host,
    ...parts,
    partition: partitionOfRegion(parts.region)?.name ?? null,
    repository,
  };
}

/** Reads a registry as `parseRegistry` does, and tells whether its host was named. */
export function askedRegistry(text: string): AskedRegistry {
  return { ...parseRegistry(text), shorthand: /^(?:https:\/\/)?(?:public|\d+(?:\.[a-z0-9-]+)?)(?:\/|$)/.test(text) };
}

const emptyRegistry = {
  host: null,
  accountId: null,
  region: null,
  partition: null,
  fips: false,
  dualstack: false,
  repository: null,
} as const;

function publicRegistry(host: string, repository: string | null): ParsedRegistry {
  return { ...emptyRegistry, kind: "public", host, dualstack: host === publicHosts.dualstack, repository };
}

function shortRegistry(text: string, digits: string, region: string, repository: string | null): ParsedRegistry {
  const accountId = accountIdOf(text, digits);
  const host = formatRegistryHost({ accountId, region, fips: false, dualstack: false });
  if (host === null) throw invalid(text, `${region} isn't an AWS region`);
  const partition = partitionOfRegion(region)?.name ?? null;
  return { ...emptyRegistry, kind: "private", host, accountId, region, partition, repository };
}

function accountIdOf(text: string, digits: string): string {
  if (digits.length === 12) return digits;
  const lost = digits.length < 12 ? "; was a leading zero dropped?" : "";
  throw invalid(text, `an account id has 12 digits, this one has ${digits.length}${lost}`);
}

/** Whether ECR takes a text as a repository's name. Source: ECR API reference, CreateRepository. */
export function isRepositoryName(text: string): boolean {
  return text.length <= 256 && repositoryName.test(text);
}

function repositoryOf(text: string, path: string): string {
  const name = path.replace(tagOrDigest, "");
  if (isRepositoryName(name)) return name;
  throw invalid(text, "what follows the host isn't the name of a repository");
}

function whyNoHost(host: string): string {
  if (host !== host.toLowerCase()) return "host names are written in lower case";
  if (host.includes(":")) return "ECR's hosts have no port";
  if (/^\d{1,11}\.dkr/.test(host)) return "its account id has fewer than 12 digits; was a leading zero dropped?";
  return "its host name isn't one that ECR uses";
}

function invalid(registry: string, reason: string): GitlabEcrError {
  return new GitlabEcrError("registry-invalid", { registry, reason });
}
