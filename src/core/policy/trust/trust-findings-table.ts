import type { Finding, Severity } from "../finding.ts";

/** Message and remedy of each finding about a trust policy; `{name}` is filled in. */
export const trustFindings = {
  "wildcard-group": {
    message: "{value} leaves the project open: every project whose path matches can assume the role.",
    remedy: "Name one project: project_path:GROUP/PROJECT, without a wildcard.",
  },
  "subgroup-reach": {
    message: "* crosses slashes, so {value} reaches into every subgroup of the group, present and future.",
    remedy: "Name one project: project_path:GROUP/PROJECT, without a wildcard.",
  },
  "wildcard-ref": {
    message:
      "{value} leaves the ref open: every branch and tag is admitted, and anybody with push rights can make one.",
    remedy: "End sub with :ref_type:branch:ref:BRANCH, one branch or tag, without a wildcard.",
  },
  "wildcard-ref-type": {
    message:
      "{value} leaves the kind of ref open: a tag with the branch's name is admitted, too, or a branch with the tag's.",
    remedy: "Write ref_type:branch or ref_type:tag.",
  },
  "branch-prefix": {
    message:
      "{value} admits every ref that resembles it, such as {example}, and anybody with push rights can make one.",
    remedy: "Name one branch or tag, without a wildcard; list several as several values.",
  },
  "ignore-case": {
    message: "{operator} admits {value} in other capitals, too, and refs in other capitals are other refs.",
    remedy: "Use StringEquals.",
  },
  "unprotected-ref": {
    message: "Nothing asks for a protected ref: whoever may push to {ref} may assume the role.",
    remedy: "Protect {ref} in GitLab. {protectRemedy}",
  },
  "no-id-pin": {
    message: "{value} rests on a path; after a rename or deletion somebody else can take the path over.",
    remedy: "{pinRemedy}",
  },
  "missing-sub": {
    message: "No condition on {prefix}:sub holds: {whoGetsIn} can assume the role.",
    remedy: "Add StringEquals with {prefix}:sub and the exact sub of the project's branch or tag.",
  },
  "negated-only": {
    message: "Only {operator} speaks of {key}: everything else that {prefix} signs is admitted.",
    remedy: "Say what is admitted, with StringEquals and the exact value.",
  },
  "for-all-values": {
    message: "{operator} is true when {key} is missing or empty; AWS warns of it in Allow statements.",
    remedy: "Use StringEquals without ForAllValues: {key} has one value.",
  },
  "if-exists": {
    message: "{operator} is true when {key} is missing.",
    remedy: "Drop IfExists: {key} is in every token.",
  },
  "missing-aud": {
    message: "No condition on {prefix}:aud: every audience that the provider lists is admitted{audiences}.",
    remedy: "Add StringEquals with {prefix}:aud and the audience of the job's id_tokens.",
  },
  "broad-audience": {
    message: "{value} admits tokens that were minted for other services.",
    remedy:
      "Use an audience of AWS's own, such as sts.amazonaws.com, in the provider, the policy and the job's id_tokens.",
  },
  "audience-mismatch": {
    message: "{value} isn't among the provider's audiences ({audiences}): AWS answers Incorrect token audience.",
    remedy: "Give provider, policy and the job's id_tokens the same audience.",
  },
  "literal-wildcard": {
    message: "{operator} takes * and ? in {value} literally, so it never equals a real value.",
    remedy: "Write the exact value. StringLike would take the wildcard, and let in what it matches.",
  },
  "impossible-value": {
    message: "{component} is never {value}: GitLab writes {expected}.",
    remedy: "Write {expected}.",
  },
  "unknown-key": {
    message: "{key} is never in a request with a token of {prefix}: this condition {effect}.",
    remedy: "Use a key that AWS exposes for this issuer: {exposed}.",
  },
  "unknown-operator": {
    message: "AWS has no condition operator {operator}.",
    remedy: "Use StringEquals.",
  },
  "multi-value-or": {
    message: "{key} has {count} alternatives, and one that matches is enough; the loosest decides how safe this is.",
    remedy: "Keep only exact values, one a branch or tag.",
  },
  "not-principal": {
    message: "NotPrincipal admits everyone but those it names; AWS refuses it in trust policies.",
    remedy: "Use Principal with Federated and the provider's ARN.",
  },
  "wildcard-principal": {
    message: "{value} as principal admits everyone that the conditions don't keep out.",
    remedy: 'Name the provider: {"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/HOST"}.',
  },
  "missing-principal": {
    message: "The statement has no Principal; AWS refuses it in a trust policy.",
    remedy: "Add Principal with Federated and the provider's ARN.",
  },
  "foreign-provider": {
    message: "{why}: the statement never matches.",
    remedy: "{fix}",
  },
  "bare-provider": {
    message: "{value} isn't the ARN of a provider; only a few of AWS's own identity providers are named without one.",
    remedy: "Write arn:aws:iam::ACCOUNT:oidc-provider/{value}.",
  },
  "wrong-action": {
    message: "The statement trusts an OIDC provider, but {value} doesn't cover sts:AssumeRoleWithWebIdentity.",
    remedy: "Use sts:AssumeRoleWithWebIdentity.",
  },
  "broad-action": {
    message: "{value} covers more than sts:AssumeRoleWithWebIdentity, session tags and source identity among them.",
    remedy: "Use sts:AssumeRoleWithWebIdentity alone.",
  },
  "not-action": {
    message: "NotAction admits every call of STS but those it names.",
    remedy: "Use Action with sts:AssumeRoleWithWebIdentity.",
  },
  "long-session": {
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
