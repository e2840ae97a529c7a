import { parseArn } from "../policy/index.ts";
import type { AccountData, ProviderData, RoleData } from "./account-data.ts";
import type { AuditProvider } from "./audit-report.ts";
import type { GitlabIssuers } from "./gitlab-issuers.ts";
import type { ReadTrust } from "./judge-trust.ts";

/** Providers that were read; where they weren't, those that trust policies name. */
export function providersOf(
  data: AccountData,
  trusts: ReadonlyMap<RoleData, ReadTrust>,
  isGitlab: GitlabIssuers,
): readonly AuditProvider[] {
  const trustedBy = new Map<string, string[]>();
  for (const role of data.details.roles) {
    for (const arn of trusts.get(role)?.providerArns ?? []) {
      const names = trustedBy.get(arn.toLowerCase());
      if (names === undefined) trustedBy.set(arn.toLowerCase(), [role.name]);
      else names.push(role.name);
    }
  }
  const named = new Set(data.details.roles.flatMap((role) => trusts.get(role)?.providerArns ?? []));
  const listed = data.providers ?? [...named].map(namedProvider);
  const source = data.providers === null ? "trust-policy" : "read";
  return listed
    .map((provider): AuditProvider => {
      const { arn, issuer, audiences, thumbprints, createdAt } = provider;
      const reasons = isGitlab(issuer);
      const check = data.issuers.get(issuer);
      return {
        arn,
        account: parseArn(arn)?.account ?? data.id,
        url: `https://${issuer}`,
        source,
        audiences,
        thumbprints,
        createdAt,
        gitlab: reasons.length > 0,
        reasons,
        roles: trustedBy.get(arn.toLowerCase()) ?? [],
        reachable: check === undefined ? null : check.kind === "reached",
      };
    })
    .sort((left, right) => (left.arn < right.arn ? -1 : 1));
}

function namedProvider(arn: string): ProviderData {
  const issuer = arn.replace(/^.*?:oidc-provider\//, "");
  return { arn, issuer, audiences: null, thumbprints: null, createdAt: null };
}
