import type { Finding, Severity } from "../finding.ts";

/** When each finding about a trust policy is how bad, its message and remedy; `{name}` is filled in. */
export const trustFindings = {
  "wildcard-group": {
    severity: "dangerous; info where the project is pinned by id or by another condition on sub",
    message: "{value} leaves the project open: every project whose path matches can assume the role.",
    remedy: "Name one project: project_path:GROUP/PROJECT, without a wildcard.",
  },
  "subgroup-reach": {
    severity: "info, beside wildcard-group",
    message: "* crosses slashes, so {value} reaches into every subgroup of the group, present and future.",
    remedy: "Name one project: project_path:GROUP/PROJECT, without a wildcard.",
  },
  "wildcard-ref": {
    severity: "dangerous; caution where only protected refs get in; info where another condition on sub names the ref",
    message:
      "{value} leaves the ref open: every branch and tag is admitted, and anybody with push rights can make one.",
    remedy: "End sub with :ref_type:branch:ref:BRANCH, one branch or tag, without a wildcard.",
  },
  "wildcard-ref-type": {
    severity: "dangerous; caution where only protected refs get in, or where a composed sub leaves the type out",
    message:
      "{value} leaves the kind of ref open: a tag with the branch's name is admitted, too, or a branch with the tag's.",
    remedy: "Write ref_type:branch or ref_type:tag.",
  },
  "branch-prefix": {
    severity: "dangerous; caution where only protected refs get in",
    message:
      "{value} admits every ref that resembles it, such as {example}, and anybody with push rights can make one.",
    remedy: "Name one branch or tag, without a wildcard; list several as several values.",
  },
  "ignore-case": {
    severity: "caution",
    message: "{operator} admits {value} in other capitals, too, and refs in other capitals are other refs.",
    remedy: "Use StringEquals.",
  },
  "unprotected-ref": {
    severity: "info where the project is pinned by id, else caution",
    message: "Nothing asks for a protected ref: whoever may push to {ref} may assume the role.",
    remedy: "Protect {ref} in GitLab. {protectRemedy}",
  },
  "no-id-pin": {
    severity: "caution",
    message: "{value} rests on a path; after a rename or deletion somebody else can take the path over.",
    remedy: "{pinRemedy}",
  },
  "missing-sub": {
    severity: "dangerous; caution where the project is pinned by id and only protected refs get in",
    message: "No condition on {prefix}:sub holds: {whoGetsIn} can assume the role.",
    remedy: "Add StringEquals with {prefix}:sub and the exact sub of the project's branch or tag.",
  },
  "negated-only": {
    severity: "dangerous; caution where the project is pinned by id and only protected refs get in",
    message: "Only {operator} speaks of {key}: everything else that {prefix} signs is admitted.",
    remedy: "Say what is admitted, with StringEquals and the exact value.",
  },
  "for-all-values": {
    severity: "dangerous where nothing else holds sub, else caution",
    message: "{operator} is true when {key} is missing or empty; AWS warns of it in Allow statements.",
    remedy: "Use StringEquals without ForAllValues: {key} has one value.",
  },
  "if-exists": {
    severity: "caution",
    message: "{operator} is true when {key} is missing.",
    remedy: "Drop IfExists: {key} is in every token.",
  },
  "missing-aud": {
    severity: "info; caution where the provider is known to have several audiences",
    message: "No condition on {prefix}:aud: every audience that the provider lists is admitted{audiences}.",
    remedy: "Add StringEquals with {prefix}:aud and the audience of the job's id_tokens.",
  },
  "broad-audience": {
    severity: "info; caution where it matches several audiences that the provider has",
    message: "{value} admits tokens that were minted for other services.",
    remedy:
      "Use an audience of AWS's own, such as sts.amazonaws.com, in the provider, the policy and the job's id_tokens.",
  },
  "audience-mismatch": {
    severity: "info: it keeps tokens out",
    message: "{value} isn't among the provider's audiences ({audiences}): AWS answers Incorrect token audience.",
    remedy: "Give provider, policy and the job's id_tokens the same audience.",
  },
  "literal-wildcard": {
    severity: "caution",
    message: "{operator} takes * and ? in {value} literally, so it never equals a real value.",
    remedy: "Write the exact value. StringLike would take the wildcard, and let in what it matches.",
  },
  "impossible-value": {
    severity: "caution",
    message: "{component} is never {value}: GitLab writes {expected}.",
    remedy: "Write {expected}.",
  },
  "unknown-key": {
    severity: "caution",
    message: "{key} is never in a request with a token of {prefix}: this condition {effect}.",
    remedy: "Use a key that AWS exposes for this issuer: {exposed}.",
  },
  "unknown-operator": {
    severity: "caution",
    message: "AWS has no condition operator {operator}.",
    remedy: "Use StringEquals.",
  },
  "multi-value-or": {
    severity: "that of its loosest value",
    message: "{key} has {count} alternatives, and one that matches is enough; the loosest decides how safe this is.",
    remedy: "Keep only exact values, one a branch or tag.",
  },
  "not-principal": {
    severity: "dangerous; info in a Deny statement",
    message: "NotPrincipal admits everyone but those it names; AWS refuses it in trust policies.",
    remedy: "Use Principal with Federated and the provider's ARN.",
  },
  "wildcard-principal": {
    severity: "dangerous; caution where a condition names the AWS principal",
    message: "{value} as principal admits everyone that the conditions don't keep out.",
    remedy: 'Name the provider: {"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/HOST"}.',
  },
  "missing-principal": {
    severity: "caution",
    message: "The statement has no Principal; AWS refuses it in a trust policy.",
    remedy: "Add Principal with Federated and the provider's ARN.",
  },
  "foreign-provider": {
    severity: "caution for another account's; info where the token's issuer isn't trusted",
    message: "{why}: the statement never matches.",
    remedy: "{fix}",
  },
  "bare-provider": {
    severity: "caution",
    message: "{value} isn't the ARN of a provider; only a few of AWS's own identity providers are named without one.",
    remedy: "Write arn:aws:iam::ACCOUNT:oidc-provider/{value}.",
  },
  "wrong-action": {
    severity: "caution",
    message: "The statement trusts an OIDC provider, but {value} doesn't cover sts:AssumeRoleWithWebIdentity.",
    remedy: "Use sts:AssumeRoleWithWebIdentity.",
  },
  "broad-action": {
    severity: "info",
    message: "{value} covers more than sts:AssumeRoleWithWebIdentity, session tags and source identity among them.",
    remedy: "Use sts:AssumeRoleWithWebIdentity alone.",
  },
  "not-action": {
    severity: "caution",
    message: "NotAction admits every call of STS but those it names.",
    remedy: "Use Action with sts:AssumeRoleWithWebIdentity.",
  },
  "too-long": {
    severity: "info; caution beyond what IAM grants on request",
    message: "The policy has {size} characters; IAM takes {limit} unless the account's quota was raised.",
    remedy: "Merge statements, or split the role.",
  },
  "long-session": {
    severity: "info",
    message: "Sessions may last up to {seconds} seconds; a job seldom needs more than 3600.",
    remedy: "Lower the role's MaxSessionDuration to 3600.",
  },
} as const;

/** Identifiers of findings about trust policies. */
export type TrustFindingId = keyof typeof trustFindings;

/** A finding with its texts filled in from facts. */
export function trustFinding(
  id: TrustFindingId,
  severity: Severity,
  at: string,
  facts: Readonly<Record<string, string>> = {},
): Finding {
  const { message, remedy } = trustFindings[id];
  return { id, severity, at, message: fill(message, facts), remedy: fill(remedy, facts) };
}

function fill(text: string, facts: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (placeholder, name: string) => facts[name] ?? placeholder);
}
