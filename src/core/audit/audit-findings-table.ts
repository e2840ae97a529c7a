import { permissionFindings, trustFindings } from "../policy/index.ts";
import { suppressionFindings } from "./suppression-findings-table.ts";

/** When a finding is how bad, its message and remedy; `{name}` is filled in. */
export interface FindingRow {
  readonly severity: string;
  readonly message: string;
  readonly remedy: string;
}

/** The audit's own findings; those about the text of trust and permission policies are core/policy's. */
export const auditFindings = {
  "root-access-key": {
    severity: "dangerous",
    message: "The account's root user has {count}. It may do everything, and no policy limits it.",
    remedy: "Delete the root user's access keys; use a role.",
  },
  "key-too-old": {
    severity: "dangerous: older than twice --max-key-age",
    message: "Key {key} is {age} days old, more than {limit}.",
    remedy: "Rotate it now: gitlab-ecr rotate --user {user}. Or move to a role, which has no key.",
  },
  "key-rotation-due": {
    severity: "caution: older than --max-key-age",
    message: "Key {key} is {age} days old; rotation was due after {limit}.",
    remedy: "Rotate it: gitlab-ecr rotate --user {user}. Or move to a role, which has no key.",
  },
  "key-unused": {
    severity: "caution: active, and not used for 45 days",
    message: "Key {key} is active and {unused}.",
    remedy: "Deactivate it, and delete it once nothing is missing.",
  },
  "two-active-keys": {
    severity: "caution",
    message: "{user} has two active keys; one is enough but for the moment of a rotation.",
    remedy: "Deactivate the one that was used less recently, and delete it once nothing is missing.",
  },
  "inactive-key": {
    severity: "info",
    message: "Key {key} is inactive. It takes one of the two places that a rotation needs.",
    remedy: "Delete it.",
  },
  "key-with-console": {
    severity: "caution",
    message:
      "{user} has an active key and may sign in to the console, too: a user for pipelines is mixed with a person's.",
    remedy: "Give pipelines a role or a user of their own, and delete the key or the console password.",
  },
  "console-without-mfa": {
    severity: "dangerous",
    message: "{user} may sign in to the console with a password alone.",
    remedy: "Delete the password if a pipeline uses the user; else ask for MFA.",
  },
  "user-has-role": {
    severity: "info",
    message: "{user} could be replaced by the role {role}, which has no key to keep, rotate or leak.",
    remedy: "Move its pipelines to the role, then delete the keys.",
  },
  "policy-unreadable": {
    severity: "caution",
    message: "The policy {policy} can't be read ({reason}), so what it allows or denies isn't known.",
    remedy: "Mend or remove the policy.",
  },
  "trust-unreadable": {
    severity: "caution",
    message: "The trust policy can't be read ({reason}), so who may assume the role isn't known.",
    remedy: "Mend the trust policy.",
  },
  "allow-not-action": {
    severity: "dangerous",
    message: permissionFindings["not-action"].message,
    remedy: permissionFindings["not-action"].remedy,
  },
  "boundary-blocks": {
    severity: "caution",
    message: "Its policies allow {access} on {repository}; its permissions boundary {boundary} doesn't.",
    remedy: "Allow it in the boundary, too, or don't count on it.",
  },
  "provider-missing": {
    severity: "caution",
    message: "The trust policy names the provider {provider}, which isn't in the account: no token is admitted.",
    remedy: "Create the provider with {url} and the audience of the jobs' id_tokens, or delete the role.",
  },
  "role-foreign-account": {
    severity: "caution: a whole account, under no condition; else info",
    message: "The trust policy lets {principal} assume the role from another account, {condition}.",
    remedy:
      "Check that it is meant. Name the role that needs it in place of a whole account, and ask a service that acts for many customers for an external id (sts:ExternalId).",
  },
  "role-unused": {
    severity: "caution: not used for 90 days",
    message: "The role was {unused}.",
    remedy: "Delete it if nothing needs it: what isn't used isn't watched.",
  },
  "provider-unused": {
    severity: "info",
    message: "No role trusts this GitLab's provider.",
    remedy: "Delete it, or make the role: gitlab-ecr setup.",
  },
  "provider-no-audience": {
    severity: "caution",
    message: "The provider has no audience: every token is refused.",
    remedy: "Add the audience of the jobs' id_tokens, such as sts.amazonaws.com.",
  },
  "provider-several-audiences": {
    severity: "info; caution where a role that trusts it asks for none of them",
    message: "The provider takes tokens for {audiences}. {open}",
    remedy: "Keep the audience that the jobs' id_tokens ask for, and ask for it in each trust policy.",
  },
  "provider-broad-audience": {
    severity: "info",
    message: "The audience {audience} is GitLab's own address, which tokens for other services have, too.",
    remedy:
      "Use an audience of AWS's own, such as sts.amazonaws.com, in the provider, the policies and the jobs' id_tokens.",
  },
  "provider-thumbprint": {
    severity: "info",
    message:
      "The thumbprint {thumbprint} {why}. AWS heeds thumbprints only where the issuer's certificate isn't publicly trusted.",
    remedy: "Remove it; where the certificate isn't publicly trusted, give its authority's SHA-1.",
  },
  "issuer-unreachable": {
    severity: "caution",
    message:
      "The discovery document of {url} can't be fetched from here ({reason}). If AWS can't fetch it either, every token is refused.",
    remedy: "Check that AWS can reach the issuer; else publish its documents where AWS can.",
  },
  "issuer-renamed": {
    severity: "caution",
    message: "{url} calls itself {issuer} now: its tokens belong to another provider.",
    remedy: "Make a provider for {issuer}, and let the roles trust that.",
  },
  "repository-public": {
    severity: "dangerous",
    message: "The repository's policy lets everyone {access}: {value}.",
    remedy: "Name the accounts or roles that need it.",
  },
  "repository-foreign-account": {
    severity: "caution; info for pull alone",
    message: "The repository's policy lets {principal} of another account {access}.",
    remedy: "Check that it is meant; name a role in place of a whole account.",
  },
  "repository-policy-unreadable": {
    severity: "caution",
    message: "The repository's policy can't be read ({reason}).",
    remedy: "Mend the policy.",
  },
  "mutable-tags": {
    severity: "info",
    message: "A tag of this repository can be moved to another image.",
    remedy:
      "Make its tags immutable (aws ecr put-image-tag-mutability), unless something moves a tag such as latest on purpose.",
  },
  "no-scan-on-push": {
    severity: "info",
    message: "Images aren't scanned when they are pushed, as far as the repository's own setting tells.",
    remedy: "Turn on scanning: basic scan on push, or enhanced scanning in the registry's settings.",
  },
} as const satisfies Readonly<Record<string, FindingRow>>;

/** Identifiers of the audit's own findings. */
export type AuditFindingId = keyof typeof auditFindings;

/** Every row that a report's findings can have: the audit's own, then those of trust and of permission policies. */
export const reportFindings: Readonly<Record<string, FindingRow>> = {
  ...auditFindings,
  ...suppressionFindings,
  ...trustFindings,
  // It has a name of its own here: a trust policy's finding is called not-action, too.
  ...Object.fromEntries(Object.entries(permissionFindings).filter(([id]) => id !== "not-action")),
};
