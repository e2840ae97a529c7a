import { conditionKeyPrefix, issuerView } from "../identity/index.ts";
import { sameProvider } from "../policy/index.ts";
import type { ProviderReason } from "./audit-report.ts";

/** Why an issuer counts as GitLab's; empty where it doesn't. */
export type GitlabIssuers = (issuer: string) => readonly ProviderReason[];

/**
 * Tells GitLab's issuers from others: gitlab.com, the ones that the user names, a host with the label `gitlab`, and those
 * of trust policies whose `sub` speaks of `project_path:` or `project_id:`.
 *
 * @param named issuer URLs of the user's
 * @param spokenOf issuers whose trust policies speak GitLab's way, with a role that does, without `https://`
 */
export function gitlabIssuers(named: readonly string[], spokenOf: ReadonlyMap<string, string>): GitlabIssuers {
  const options = named.map((url) => conditionKeyPrefix(url).replace(/\/+$/, ""));
  return (issuer) => {
    const host = issuer.split("/")[0]?.toLowerCase() ?? "";
    const reasons: ProviderReason[] = [];
    if (host === "gitlab.com" && issuerView(issuer).profile.kind === "gitlab.com") {
      reasons.push({ id: "gitlab.com", text: "it is gitlab.com" });
    }
    if (options.some((one) => sameProvider(one, issuer.replace(/\/+$/, "")))) {
      reasons.push({ id: "issuer-option", text: "it is the issuer that was named" });
    }
    if (host !== "gitlab.com" && host.split(".").includes("gitlab")) {
      reasons.push({ id: "host-label", text: "its host has the label gitlab" });
    }
    // An issuer that is known to be another's may have subs of any shape.
    const role = issuerView(issuer).profile.kind === "other" ? undefined : spokenOf.get(issuer);
    if (role !== undefined) {
      reasons.push({ id: "trust-policy", text: `the trust policy of ${role} speaks of GitLab projects` });
    }
    return reasons;
  };
}
