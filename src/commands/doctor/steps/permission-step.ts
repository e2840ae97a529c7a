import { failedWith, passed, type Step, unclear } from "../../../core/diagnosis/index.ts";
import { actionsFor, type PermissionsResult } from "../../../core/policy/index.ts";

/** What a permission's step looks at. */
export interface PermissionFacts {
  readonly access: "push" | "pull";
  /** ARN of the repository; null where none was named. */
  readonly repository: string | null;
  /** Whose permissions these are. */
  readonly identity: string;
  /** By the policies; null where they can't be read. */
  readonly result: PermissionsResult | null;
  /** By IAM's simulator: the actions that it denies; null where it wasn't asked or can't be. */
  readonly simulatedDenials: readonly string[] | null;
  /** Why the policies, or the simulator, couldn't be read. */
  readonly unread: { readonly tried: readonly string[]; readonly remedy: string } | null;
}

/** Whether the identity may push or pull. */
export function permissionStep(facts: PermissionFacts): Step {
  const { access, repository, identity, result, simulatedDenials, unread } = facts;
  const evidence = [
    ...(result === null ? [] : [`by the policies: ${result[access]}`]),
    ...(simulatedDenials === null ? [] : [`by IAM's simulator: ${simulatedDenials.length === 0 ? "allow" : "deny"}`]),
  ];
  const byPolicies = result === null || result[access] === "unknown" ? null : result[access] === "allow";
  const bySimulator = simulatedDenials === null ? null : simulatedDenials.length === 0;
  if (byPolicies === null && bySimulator === null) return undecided(facts, evidence);
  if (byPolicies !== null && bySimulator !== null && byPolicies !== bySimulator) {
    const cause = byPolicies
      ? `the policies allow it, IAM's simulator denies ${simulatedDenials?.join(", ")}: a policy of the organisation, or one that only the repository's own policy grants`
      : "the policies that could be read don't allow it, IAM's simulator does";
    return unclear(
      access,
      cause,
      "Try the push itself; if it fails, read its message with gitlab-ecr doctor --from-log.",
      evidence,
    );
  }
  if (byPolicies ?? bySimulator) return passed(access, [...evidence, ...(unread?.tried ?? [])]);
  const missing = missingFor(access, result, simulatedDenials);
  const code = access === "push" ? "push-denied" : "pull-denied";
  const resource = repository ?? "the repository";
  const remedy = [
    `Allow ${missing.join(", ")} on ${repository ?? "the repository's ARN"} (ecr:GetAuthorizationToken on *) to ${identity}.`,
  ];
  return failedWith(access, code, { identity, action: missing.join(", "), resource }, evidence, remedy);
}

function undecided({ access, repository, result, unread }: PermissionFacts, evidence: readonly string[]): Step {
  if (result === null && unread !== null) {
    return unclear(access, "the policies can't be read from here", unread.remedy, unread.tried);
  }
  const remedy = repository === null ? "Name the repository: --repository NAME." : null;
  return unclear(access, "the policies allow it for some repositories, or under conditions, only", remedy, evidence);
}

function missingFor(
  access: "push" | "pull",
  result: PermissionsResult | null,
  simulatedDenials: readonly string[] | null,
): readonly string[] {
  const needed = actionsFor("push").filter((one) => one.needed.includes(access));
  const denied = new Set([...(result?.missing ?? []), ...(simulatedDenials ?? [])]);
  return needed.map(({ action }) => action).filter((action) => denied.has(action));
}
