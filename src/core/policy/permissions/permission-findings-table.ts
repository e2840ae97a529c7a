import type { Finding, Severity } from "../finding.ts";

/** When each finding about permission policies is how bad, its message and remedy; `{name}` is filled in. */
export const permissionFindings = {
  "admin-star": {
    severity: "dangerous",
    message: "{value} on {resource}: the role may do everything in the account.",
    remedy: "Allow only what a push needs, on the one repository.",
  },
  "ecr-star": {
    severity: "caution",
    message: "{value} includes deleting repositories and images and changing repository policies.",
    remedy: "List the actions that a push or pull needs.",
  },
  "push-all-repositories": {
    severity: "caution",
    message: "Push is allowed on {resource}, more than one repository.",
    remedy: "Name the repository: arn:aws:ecr:REGION:ACCOUNT:repository/NAME.",
  },
  "pull-all-repositories": {
    severity: "info",
    message: "Pull is allowed on {resource}, more than one repository.",
    remedy: "Name the repository: arn:aws:ecr:REGION:ACCOUNT:repository/NAME.",
  },
  "auth-token-resource": {
    severity: "caution",
    message: "ecr:GetAuthorizationToken takes no resource; on {resource} it is never allowed.",
    remedy: 'Give ecr:GetAuthorizationToken a statement of its own with "Resource": "*".',
  },
  "missing-auth-token": {
    severity: "caution",
    message: "ecr:GetAuthorizationToken isn't allowed on *. Logging in fails.",
    remedy: 'Add a statement that allows ecr:GetAuthorizationToken with "Resource": "*".',
  },
  "missing-push-action": {
    severity: "caution",
    message: "{action} isn't allowed. {without}",
    remedy: "Allow {action} on the repository.",
  },
  "missing-pull-action": {
    severity: "caution",
    message: "{action} isn't allowed. {without}",
    remedy: "Allow {action} on the repository.",
  },
  "delete-rights": {
    severity: "caution",
    message: "{value} lets a job delete what was pushed; no push or pull needs it.",
    remedy: "Remove it; let a lifecycle policy clean up.",
  },
  "iam-wildcard": {
    severity: "dangerous",
    message: "{value} lets a job give itself every other right.",
    remedy: "Remove it; a push or pull needs nothing of IAM.",
  },
  "sts-wildcard": {
    severity: "dangerous on every resource, else caution",
    message: "{value} on {resource} lets a job assume other roles.",
    remedy: "Remove it, or allow sts:AssumeRole on the one role that is needed.",
  },
  "not-action": {
    severity: "dangerous",
    message: "Allow with NotAction covers everything but {value}.",
    remedy: "Use Action with the actions that are needed.",
  },
} as const;

/** Identifiers of findings about permission policies. */
export type PermissionFindingId = keyof typeof permissionFindings;

/** A finding with its texts filled in from facts. */
export function permissionFinding(
  id: PermissionFindingId,
  severity: Severity,
  at: string,
  facts: Readonly<Record<string, string>> = {},
): Finding {
  const { message, remedy } = permissionFindings[id];
  const fill = (text: string): string =>
    text.replace(/\{([a-zA-Z]+)\}/g, (placeholder, name: string) => facts[name] ?? placeholder);
  return { id, severity, at, message: fill(message), remedy: fill(remedy) };
}
