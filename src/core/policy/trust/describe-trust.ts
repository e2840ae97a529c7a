import { matchesAction } from "../match-action.ts";
import type { Policy, PrincipalEntry, Statement } from "../policy.ts";
import type { Guard } from "./guard.ts";
import { providerViews, type StatementView } from "./statement-view.ts";
import { readSubPattern, type SubParts } from "./sub-pattern.ts";
import { webIdentityAction } from "./web-identity-action.ts";

/** Who may assume a role, for people to read. It never says less than the policy admits. */
export interface TrustDescription {
  /** OIDC providers whose tokens an Allow statement admits, without `https://`. */
  readonly issuers: readonly string[];
  /** Such as `jobs of project org/app on branch main of gitlab.com`; empty where nobody is admitted. */
  readonly sentences: readonly string[];
  /** Whether a `sub` speaks as GitLab's do, by issuer. */
  readonly speaksGitlab: ReadonlySet<string>;
}

/** Describes each Allow statement of a trust policy; Deny statements are told as a restriction that may apply. */
export function describeTrust(policy: Policy): TrustDescription {
  const providers = providerViews(policy, {});
  const web = providers.flatMap(({ issuer, statements }) =>
    statements.flatMap((view) => sentencesOf(view, issuer.prefix)),
  );
  const others = policy.statements
    .filter(({ effect, principal }) => effect === "Allow" && principal !== null)
    .flatMap((statement) => otherPrincipals(statement));
  const denies = policy.statements.some(({ effect }) => effect === "Deny")
    ? ["less what its Deny statements keep out"]
    : [];
  const admitted = [...new Set([...web, ...others])];
  return {
    issuers: providers.map(({ issuer }) => issuer.prefix),
    sentences: admitted.length === 0 ? [] : [...admitted, ...denies],
    speaksGitlab: new Set(
      providers.filter(({ statements }) => statements.some(namesProject)).map(({ issuer }) => issuer.prefix),
    ),
  };
}

function namesProject({ guards }: StatementView): boolean {
  return guards
    .filter(({ claim }) => claim === "sub")
    .some(({ values }) => values.some(({ text }) => /(?:^|:)project_(?:path|id):/.test(text)));
}

function sentencesOf({ guards, conditions, inert }: StatementView, issuer: string): string[] {
  if (inert) return [];
  const subs = guards.filter(({ claim }) => claim === "sub");
  const further = furtherConditions(guards, conditions);
  const isProtected = guards.some(
    ({ claim, values }) => claim === "ref_protected" && values.every(({ text }) => text.toLowerCase() === "true"),
  );
  const ids = guards
    .filter(({ claim }) => claim === "project_id")
    .flatMap(({ values }) => values.map(({ text }) => text));
  const namespaces = guards
    .filter(({ claim }) => claim === "namespace_id")
    .flatMap(({ values }) => values.map(({ text }) => text));
  const [first, ...rest] = subs;
  if (first === undefined) {
    const where = isProtected ? " on any protected branch or tag" : "";
    const who =
      ids.length > 0
        ? `jobs of the project with the id ${ids.join(" or ")}`
        : namespaces.length > 0
          ? `jobs of every project in the namespace with the id ${namespaces.join(" or ")}`
          : "every job of every project";
    return [`${who}${where} of ${issuer}${further}`];
  }
  // Several conditions on sub all hold; the one with the fewest alternatives says most, and the others only narrow.
  const narrowing = rest.length > 0 ? ", where further conditions on sub hold" : "";
  return first.values
    .filter(({ literalWildcard }) => !literalWildcard)
    .map(({ pattern }) => readSubPattern(pattern))
    .filter(({ dead }) => !dead)
    .map(
      (parts) => `jobs of ${projectText(parts, ids)} ${refText(parts, isProtected)} of ${issuer}${narrowing}${further}`,
    );
}

function projectText({ projectPath, projectId, text }: SubParts, ids: readonly string[]): string {
  const id = projectId ?? (ids.length > 0 ? ids.join(" or ") : null);
  const path =
    projectPath.kind === "exact"
      ? `project ${projectPath.value}`
      : projectPath.kind === "wild"
        ? `every project that matches ${projectPath.pattern}`
        : null;
  if (path !== null) return id === null ? path : `${path} (id ${id})`;
  if (id !== null) return `the project with the id ${id}`;
  return /[*?]/.test(text) ? `every project whose sub matches ${text}` : `the sub ${text}`;
}

function refText({ refType, ref, isProtected }: SubParts, byClaim: boolean): string {
  const guarded = isProtected || byClaim ? "protected " : "";
  const kind = refType.kind === "exact" ? refType.value : refType.kind === "any" ? "branch or tag" : "branch or tag";
  if (ref.kind === "exact") return `on ${guarded}${kind} ${ref.value}`;
  if (ref.kind === "wild") return `on every ${guarded}${kind} that matches ${ref.pattern}`;
  return `on any ${guarded}${kind}`;
}

/** Conditions that the sentence doesn't speak of, by their keys. */
function furtherConditions(guards: readonly Guard[], conditions: StatementView["conditions"]): string {
  const told = new Set(["sub", "aud", "project_id", "namespace_id", "ref_protected"]);
  const guarded = new Set(guards.map(({ at }) => at));
  const keys = conditions
    .filter(({ key, condition }) => key.kind !== "claim" || !told.has(key.claim) || !guarded.has(condition.at))
    .map(({ condition }) => condition.key);
  return keys.length === 0 ? "" : `, under conditions on ${[...new Set(keys)].join(", ")}`;
}

function otherPrincipals({ principal, action, conditions }: Statement): string[] {
  if (principal === null) return [];
  const further = conditions.length === 0 ? "" : `, under conditions on ${conditions.map(({ key }) => key).join(", ")}`;
  if (principal.element === "NotPrincipal")
    return [`everyone but ${principal.entries.map(({ value }) => value).join(", ")}`];
  const isWeb = matchesAction(action, webIdentityAction);
  return principal.entries.flatMap((entry) => {
    const text = principalText(entry, isWeb);
    return text === null ? [] : [`${text}${further}`];
  });
}

function principalText({ type, value }: PrincipalEntry, isWeb: boolean): string | null {
  if (type === "Service") return `the service ${value}`;
  // Whoever trusts everyone for web identities was described by issuer.
  if (type === "Everyone" || value === "*") return isWeb ? null : "everyone";
  if (type === "Federated") return /:oidc-provider\//.test(value) ? null : `the identity provider ${value}`;
  if (type === "CanonicalUser") return `the canonical user ${value}`;
  const account = /^(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  return account === undefined ? value : `whoever account ${account} allows it`;
}
