import { parseArn } from "./arn.ts";
import type { PrincipalElement, PrincipalEntry } from "./policy.ts";

/** Who makes a request. */
export type RequestPrincipal =
  | {
      /** The bearer of an ID token at STS. */
      readonly kind: "web-identity";
      /** The issuer's URL without `https://`. */
      readonly provider: string;
      /** Account of the role; null where it isn't known. */
      readonly account: string | null;
      /** ARN of the provider in that account; null where it isn't known. */
      readonly providerArn: string | null;
    }
  | {
      /** A user or a role's session. */
      readonly kind: "aws";
      readonly account: string;
      /** ARN of the user or role. */
      readonly arn: string;
      /** ARN of the session (`arn:aws:sts::…:assumed-role/…`); null for users. */
      readonly sessionArn: string | null;
    };

/** How closely an entry names the one who asks: by account only, as user or role, as session, or as everyone. */
export type PrincipalMatch = "everyone" | "account" | "principal" | "session" | "federated" | null;

/**
 * Whether `Principal` covers a principal, or `NotPrincipal` doesn't name it. A statement without either is an identity
 * policy's and covers whoever it is attached to; in a trust policy it covers nobody.
 */
export function matchesPrincipal(element: PrincipalElement | null, principal: RequestPrincipal): boolean {
  if (element === null) return principal.kind === "aws";
  const named = element.entries.some((entry) => matchPrincipalEntry(entry, principal) !== null);
  return element.element === "Principal" ? named : !named;
}

/**
 * How one entry covers a principal; null when it doesn't. `"*"` and `{"AWS": "*"}` are equivalent; wildcards inside a
 * name aren't allowed and match literally. Source: IAM User Guide, "AWS JSON policy elements: Principal".
 */
export function matchPrincipalEntry(entry: PrincipalEntry, principal: RequestPrincipal): PrincipalMatch {
  if (entry.type === "Everyone" || (entry.type === "AWS" && entry.value === "*")) return "everyone";
  if (principal.kind === "web-identity") {
    return entry.type === "Federated" && matchesProvider(entry.value, principal) ? "federated" : null;
  }
  if (entry.type !== "AWS") return null;
  if (entry.value === principal.account) return "account";
  if (isAccountRoot(entry.value, principal.account)) return "account";
  if (entry.value === principal.arn) return "principal";
  return entry.value === principal.sessionArn ? "session" : null;
}

/** Account and name of an OIDC provider's ARN; null for other texts. */
export function parseProviderArn(text: string): { readonly account: string; readonly provider: string } | null {
  const arn = parseArn(text);
  if (arn?.service !== "iam" || !/^\d{12}$/.test(arn.account)) return null;
  const provider = /^oidc-provider\/(.+)$/.exec(arn.resource)?.[1];
  return provider === undefined ? null : { account: arn.account, provider };
}

/** Whether two providers' names are the same: hosts without regard to case, paths with. */
export function sameProvider(left: string, right: string): boolean {
  return withLowerCaseHost(left) === withLowerCaseHost(right);
}

type WebIdentity = Extract<RequestPrincipal, { kind: "web-identity" }>;

function matchesProvider(value: string, principal: WebIdentity): boolean {
  if (value === "*") return true;
  if (principal.providerArn !== null && value !== principal.providerArn) return false;
  const arn = parseProviderArn(value);
  if (arn === null) return nativeProviders.has(value) && value === principal.provider;
  if (principal.account !== null && principal.account !== arn.account) return false;
  return sameProvider(arn.provider, principal.provider);
}

/** Providers that AWS knows without a provider resource; all others are named by ARN. */
const nativeProviders: ReadonlySet<string> = new Set([
  "cognito-identity.amazonaws.com",
  "www.amazon.com",
  "graph.facebook.com",
  "accounts.google.com",
]);

function isAccountRoot(value: string, account: string): boolean {
  const arn = parseArn(value);
  return arn?.service === "iam" && arn.account === account && arn.resource === "root";
}

function withLowerCaseHost(provider: string): string {
  const slash = provider.indexOf("/");
  return slash < 0 ? provider.toLowerCase() : provider.slice(0, slash).toLowerCase() + provider.slice(slash);
}
