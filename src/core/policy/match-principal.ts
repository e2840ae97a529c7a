import { parseArn } from "./arn.ts";
import type { PrincipalElement, PrincipalEntry } from "./policy.ts";
import { anyOf, not, type Truth } from "./truth.ts";

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
      /** Null where it isn't known, as with the ARNs. */
      readonly account: string | null;
      /** ARN of the user or role. */
      readonly arn: string | null;
      /** ARN of the role's session (`arn:aws:sts::…:assumed-role/…`); `none` for users. */
      readonly sessionArn: string | "none" | null;
    };

/**
 * How closely an entry names the one who asks: by account only, as user or role, as session, or as everyone; `unknown`
 * where it might be one whose ARN wasn't given.
 */
export type PrincipalMatch = "everyone" | "account" | "principal" | "session" | "federated" | "unknown" | null;

/**
 * Whether `Principal` covers a principal, or `NotPrincipal` doesn't name it. A statement without either is an identity
 * policy's and covers whoever it is attached to; in a trust policy it covers nobody.
 */
export function matchesPrincipal(element: PrincipalElement | null, principal: RequestPrincipal): Truth {
  if (element === null) return principal.kind === "aws";
  const named = anyOf(
    element.entries.map((entry) => {
      const match = matchPrincipalEntry(entry, principal);
      return match === "unknown" ? null : match !== null;
    }),
  );
  if (element.element === "Principal") return named;
  return principal.kind === "aws" ? isCoveredByRest(element.entries, principal) : not(named);
}

/**
 * Whether `NotPrincipal` covers a user or a role's session. Only who is named as user or role, and by account, too, is out
 * of it for certain. Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
function isCoveredByRest(entries: readonly PrincipalEntry[], principal: AwsPrincipal): Truth {
  const matches = new Set(entries.map((entry) => matchPrincipalEntry(entry, principal)));
  if (matches.has("everyone")) return false;
  if (matches.has("account") && (matches.has("principal") || matches.has("session"))) return false;
  return [...matches].every((match) => match === null) ? true : null;
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
  return entry.type === "AWS" ? matchAws(entry.value, principal) : null;
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

/** Providers that AWS knows without a provider resource; all others are named by ARN. */
export const nativeProviders: ReadonlySet<string> = new Set([
  "cognito-identity.amazonaws.com",
  "www.amazon.com",
  "graph.facebook.com",
  "accounts.google.com",
]);

type WebIdentity = Extract<RequestPrincipal, { kind: "web-identity" }>;
type AwsPrincipal = Extract<RequestPrincipal, { kind: "aws" }>;

function matchAws(value: string, { account, arn, sessionArn }: AwsPrincipal): PrincipalMatch {
  if (value === arn) return "principal";
  if (value === sessionArn) return "session";
  const named = parseArn(value);
  const namedAccount = named?.account ?? value;
  if (account !== null && namedAccount !== account) return null;
  if (named === null || (named.service === "iam" && named.resource === "root")) {
    return account === null ? "unknown" : "account";
  }
  const known = named.service === "sts" ? sessionArn : arn;
  return known === null ? "unknown" : null;
}

function matchesProvider(value: string, principal: WebIdentity): boolean {
  if (value === "*") return true;
  if (principal.providerArn !== null && value !== principal.providerArn) return false;
  const arn = parseProviderArn(value);
  if (arn === null) return nativeProviders.has(value) && value === principal.provider;
  if (principal.account !== null && principal.account !== arn.account) return false;
  return sameProvider(arn.provider, principal.provider);
}

function withLowerCaseHost(provider: string): string {
  const slash = provider.indexOf("/");
  return slash < 0 ? provider.toLowerCase() : provider.slice(0, slash).toLowerCase() + provider.slice(slash);
}
