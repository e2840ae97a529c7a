import { GitlabEcrError } from "../errors/index.ts";
import {
  describeTrust,
  gradeOf,
  lintPolicyForTrust,
  type Policy,
  parseArn,
  parsePolicy,
  parseProviderArn,
  type TrustDescription,
} from "../policy/index.ts";
import type { AccountData, ProviderData, RoleData } from "./account-data.ts";
import type { AuditTrust } from "./audit-report.ts";
import type { GitlabIssuers } from "./gitlab-issuers.ts";

/** A role's trust policy, parsed once. */
export interface ReadTrust {
  readonly policy: Policy | null;
  /** Why it can't be read. */
  readonly problem: string | null;
  readonly description: TrustDescription;
  /** ARNs of the OIDC providers that it names. */
  readonly providerArns: readonly string[];
}

/** Reads a role's trust policy. */
export function readTrust({ trust, arn }: RoleData): ReadTrust {
  try {
    const policy = parsePolicy(trust);
    const named = policy.statements.flatMap(({ effect, principal }) =>
      effect === "Allow" && principal?.element === "Principal" ? principal.entries : [],
    );
    const arns = named.flatMap(({ type, value }) =>
      type === "Federated" && parseProviderArn(value) !== null ? value : [],
    );
    return {
      policy,
      problem: null,
      description: describeTrust(withoutForeign(policy, parseArn(arn)?.account ?? "")),
      providerArns: [...new Set(arns)],
    };
  } catch (error) {
    if (!(error instanceof GitlabEcrError)) throw error;
    return { policy: null, problem: String(error.context.reason), description: nobody, providerArns: [] };
  }
}

/** Without providers of other accounts: no token comes by one of those. */
function withoutForeign(policy: Policy, account: string): Policy {
  const isForeign = (value: string) => {
    const owner = parseProviderArn(value)?.account;
    return owner !== undefined && account !== "" && owner !== account;
  };
  return {
    ...policy,
    statements: policy.statements.map((statement) => {
      const { principal } = statement;
      if (principal?.element !== "Principal") return statement;
      return {
        ...statement,
        principal: { ...principal, entries: principal.entries.filter(({ value }) => !isForeign(value)) },
      };
    }),
  };
}

const nobody: TrustDescription = { issuers: [], sentences: [], speaksGitlab: new Set() };

/** What a report says of a role's trust policy: with the linter's findings where it admits web identities. */
export function judgeTrust(
  { policy, description, providerArns }: ReadTrust,
  isGitlab: GitlabIssuers,
  facts: { readonly data: AccountData; readonly maxSessionDuration: number | null },
): AuditTrust {
  const { sentences } = description;
  const named = providerArns.map((arn) => arn.replace(/^.*?:oidc-provider\//, ""));
  const issuers = [...new Set([...description.issuers, ...named])];
  if (policy === null) return { issuers: [], gitlabIssuers: [], grade: null, findings: [], sentences: [] };
  const findings = lintPolicyForTrust(policy, lintOptions(issuers, facts));
  return {
    issuers,
    gitlabIssuers: issuers.filter((issuer) => isGitlab(issuer).length > 0),
    grade: gradeOf(findings),
    findings,
    sentences,
  };
}

function lintOptions(
  issuers: readonly string[],
  { data, maxSessionDuration }: { readonly data: AccountData; readonly maxSessionDuration: number | null },
) {
  const [only, ...others] = issuers;
  const provider = others.length === 0 ? data.providers?.find(({ issuer }) => issuer === only) : undefined;
  return {
    ...(data.id === null ? {} : { accountId: data.id }),
    ...(maxSessionDuration === null ? {} : { maxSessionDuration }),
    ...audiencesOf(provider),
  };
}

function audiencesOf(provider: ProviderData | undefined) {
  return provider?.audiences ? { providerAudiences: provider.audiences } : {};
}
