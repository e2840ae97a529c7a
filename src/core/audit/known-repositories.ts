import { type Policy, parseArn } from "../policy/index.ts";
import type { AccountData, RepositoryPolicyData } from "./account-data.ts";
import type { AuditRepository } from "./audit-report.ts";
import type { PolicyLibrary } from "./policy-views.ts";

/** A repository and what its own policy says. */
export interface KnownRepository {
  readonly row: AuditRepository;
  readonly own: OwnPolicy;
}

/**
 * A repository's own policy. Where nobody asked for it, it is judged as if there were none, and the report's `unread`
 * says so; `unknown` where it was refused.
 */
export type OwnPolicy =
  | { readonly kind: "none" | "not-asked" | "unknown" }
  | {
      readonly kind: "policy";
      readonly policy: Policy;
      /** ARNs that it names, in any statement. */
      readonly named: ReadonlySet<string>;
      /** Whether it may speak of principals that it doesn't name by ARN. */
      readonly general: boolean;
      readonly problem: null;
    }
  | { readonly kind: "unreadable"; readonly problem: string };

/** The repositories of a report, by ARN: those that were read, those asked for, and those that policies name. */
export function knownRepositories(
  accounts: readonly { readonly data: AccountData; readonly library: PolicyLibrary }[],
  asked: readonly string[],
): ReadonlyMap<string, KnownRepository> {
  const known = new Map<string, KnownRepository>();
  for (const { data, library } of accounts) {
    for (const repository of data.repositories ?? []) {
      const { arn, name, immutableTags, scanOnPush, policy } = repository;
      const own = ownPolicy(policy, library);
      const has = policy.kind === "document" ? true : policy.kind === "none" ? false : null;
      known.set(arn, { row: { ...rowOf(arn, "read"), name, immutableTags, scanOnPush, policy: has }, own });
    }
  }
  for (const arn of asked) {
    if (!known.has(arn)) known.set(arn, { row: rowOf(arn, "asked"), own: { kind: "not-asked" } });
  }
  return known;
}

/** A repository that only a policy names. */
export function namedRepository(arn: string): KnownRepository {
  return { row: rowOf(arn, "policy"), own: { kind: "not-asked" } };
}

/** Whether a text is the ARN of one ECR repository, without wildcards or variables. */
export function isRepositoryArn(text: string): boolean {
  return /^arn:[a-z-]+:ecr:[a-z0-9-]+:\d{12}:repository\/[^*?$\s]+$/.test(text);
}

function rowOf(arn: string, source: AuditRepository["source"]): AuditRepository {
  const { account = "", region = "", resource = "" } = parseArn(arn) ?? {};
  const name = resource.replace(/^repository\//, "");
  return { arn, account, region, name, source, immutableTags: null, scanOnPush: null, policy: null };
}

function ownPolicy(data: RepositoryPolicyData, library: PolicyLibrary): OwnPolicy {
  if (data.kind === "none" || data.kind === "not-asked") return { kind: data.kind };
  if (data.kind === "unread") return { kind: "unknown" };
  const { ecr, problem, whole } = library.viewOf(data.document);
  if (ecr === null) return { kind: "unreadable", problem: problem ?? "" };
  const policy = whole();
  const entries = policy.statements.flatMap(({ principal }) => principal?.entries ?? []);
  return {
    kind: "policy",
    policy,
    named: new Set(entries.map(({ value }) => value)),
    general: policy.statements.some(
      ({ principal }) =>
        principal === null ||
        principal.element === "NotPrincipal" ||
        principal.entries.some(
          ({ type, value }) => type === "Everyone" || !/^arn:[a-z-]+:iam::\d{12}:(?:user|role)\//.test(value),
        ),
    ),
    problem: null,
  };
}
