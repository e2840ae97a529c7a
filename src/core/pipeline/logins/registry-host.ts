import { parseRegistryHost } from "../../registry/index.ts";

/** What is known of a text that the script gives to a command. */
export interface KnownText {
  /** The text itself, where the file tells all of it. */
  readonly literal: string | null;
  /** The text with `${NAME}` and `$()` in the place of what isn't known. */
  readonly shape: string;
  /** The variables that it was made of. */
  readonly names: readonly string[];
}

/** How a registry is related to ECR. */
export type RegistryView =
  | { readonly ecr: "certain" | "likely"; readonly host: string | null }
  | { readonly ecr: "no" | "unknown"; readonly host: string | null };

/** Longer than any name in DNS, variables written out. */
const longestHost = 400;
const publicHosts = new Set(["public.ecr.aws", "ecr-public.aws.com"]);
// Also hosts whose account isn't written out, and those of VPC endpoints.
const ecrHost =
  /^[\w${}()[\].<>-]*\bdkr[.-]ecr(?:-fips)?\.[\w${}()[\].<>-]+?(?:\.amazonaws\.(?:com(?:\.cn)?|eu)|\.on\.aws|\.on\.amazonwebservices\.com\.cn|\.c2s\.ic\.gov|\.sc2s\.sgov\.gov|\.adc-e\.uk|\.hci\.ic\.gov|[)}])$/;

/** The host of a registry's address, without scheme, path, tag and port; in lower case. */
function hostOf(address: string): string {
  const bare = address
    .trim()
    .replace(/^["']|["']$/g, "")
    .replace(/^(?:https?|docker|oci):\/\//i, "");
  return (bare.split("/")[0] ?? "").toLowerCase().replace(/:443$/, "");
}

/** Whether a text names a registry of ECR, of somebody else, or doesn't tell. */
export function viewRegistry(text: KnownText): RegistryView {
  const { literal, shape, names } = withBatchVariables(text);
  if (literal !== null) {
    const host = hostOf(literal);
    const isHost = /^[a-z0-9.-]+(?::\d+)?$/.test(host);
    return { ecr: isEcrHost(host) ? "certain" : "no", host: isHost ? host : null };
  }
  const host = hostOf(shape);
  if (host.length > longestHost) return { ecr: "unknown", host: null };
  if (publicHosts.has(host)) return { ecr: "certain", host };
  if (ecrHost.test(host)) return { ecr: "certain", host: null };
  if (names.some((name) => otherRegistry.test(name))) return { ecr: "no", host: null };
  if (names.some(speaksOfEcr)) return { ecr: "likely", host: null };
  return { ecr: /^[a-z0-9.-]+\.[a-z]{2,}$/.test(host) ? "no" : "unknown", host: null };
}

/** The variables of Windows' own shell, `%NAME%`. */
function withBatchVariables(text: KnownText): KnownText {
  const found = [...text.shape.slice(0, longestHost).matchAll(/%(\w+)%/g)].map(([, name = ""]) => name);
  if (found.length === 0) return text;
  return { literal: null, shape: text.shape.replace(/%(\w+)%/g, "${$1}"), names: [...text.names, ...found] };
}

/** Whether a text is a host of ECR, private or public. */
function isEcrHost(host: string): boolean {
  if (host.length > longestHost) return false;
  return publicHosts.has(host) || parseRegistryHost(host) !== null || ecrHost.test(host);
}

/** GitLab's own registry, and those that name themselves. */
const otherRegistry =
  /^CI_(?:REGISTRY|DEPENDENCY_PROXY|JOB|DEPLOY|SERVER)|DOCKER_?HUB|GHCR|GITHUB|QUAY|HARBOR|NEXUS|ARTIFACTORY|JFROG|(?:^|_)(?:GCR|GAR|ACR|OCIR|SWR|GITLAB)(?:_|$)|AZURE|GOOGLE|GCLOUD/i;

/** Whether a variable's name speaks of ECR; SECRET doesn't. */
export function speaksOfEcr(name: string): boolean {
  return (
    /(?:^|[^a-z])ecr(?!et)/i.test(name) || /aws_?ecr|AWS_.*(?:REGISTRY|DOCKER)|(?:REGISTRY|DOCKER).*_AWS/i.test(name)
  );
}

/** The first host of ECR that a longer text names; null where none, or an unknown part is in it. */
export function ecrHostIn(text: string): string | null {
  const found = /(?:\d{12}\.dkr[.-]ecr[\w.-]*|public\.ecr\.aws|ecr-public\.aws\.com)/.exec(text)?.[0] ?? null;
  return found !== null && isEcrHost(found) ? found : null;
}

/** Whether a longer text names a host of ECR, known or in parts. */
export function namesEcrHost(text: string): boolean {
  return /\bdkr[.-]ecr(?:-fips)?\.|public\.ecr\.aws|ecr-public\.aws\.com/.test(text);
}
