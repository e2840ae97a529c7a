import type { Verdict } from "../policy/index.ts";

/** A role or user that is there already. */
export interface ExistingIdentity {
  readonly name: string;
  /** Whether it may push to (or pull from, as wanted) the repository. */
  readonly ecr: Verdict;
}

/** A role that is there already. */
export interface ExistingRole extends ExistingIdentity {
  /** Whether its trust policy admits the project's jobs. */
  readonly admits: Verdict;
}

/** What is known before the decision. */
export interface SetupSituation {
  readonly roles: readonly ExistingRole[];
  readonly users: readonly ExistingIdentity[];
  /** Whether AWS can fetch GitLab's keys; null where nobody tried. */
  readonly issuerReachable: boolean | null;
}

/** One way to go on. */
export interface SetupChoice {
  readonly option: "use-role" | "use-user" | "add-ecr-policy" | "create-role" | "create-user";
  /** The role or user that it is about; null for a new one. */
  readonly resource: { readonly kind: "role" | "user"; readonly name: string } | null;
  readonly because: string;
}

/** What to do, and what could be done instead, best first. */
export interface SetupDecision extends SetupChoice {
  readonly alternatives: readonly SetupChoice[];
}

/**
 * The decision guide. A role that admits the project is used, and given permissions where it lacks them; beside a user
 * both ways are offered, the role first; where nothing is there, a role is made.
 */
export function decideSetup({ roles, users, issuerReachable }: SetupSituation): SetupDecision {
  const admitting = roles.filter(({ admits }) => admits === "allow");
  const ready = admitting.find(({ ecr }) => ecr === "allow");
  if (ready !== undefined) return decision(use("role", ready.name));
  const lacking = admitting[0];
  if (lacking !== undefined) return decision(addPolicy("role", lacking));
  const withKeys = userChoices(users);
  if (issuerReachable === false) {
    const [first, ...others] = withKeys.length > 0 ? withKeys : [createUser(unreachable)];
    return decision(first ?? createUser(unreachable), ...others, createRole(publishFirst));
  }
  if (withKeys.length > 0) return decision(createRole(betterThanKeys), ...withKeys);
  return decision(createRole(nothingThere), createUser(keysInstead));
}

const nothingThere = "No role or user for this project is there. A role has no credentials to keep, rotate or leak.";
const betterThanKeys =
  "A user's key is valid until somebody rotates it, wherever it leaks to. A role's credentials end with the job, and only this project gets them.";
const keysInstead = "A user with an access key needs no OIDC, but the key must be kept, and rotated by hand.";
const unreachable =
  "AWS can't fetch the keys of this GitLab, so it can't check ID tokens. A user with an access key works without.";
const publishFirst =
  "A role works once gitlab-ecr setup issuer has published GitLab's discovery document and keys where AWS can fetch them (ci_id_tokens_issuer_url, GitLab 18.1).";

function userChoices(users: readonly ExistingIdentity[]): SetupChoice[] {
  const ready = users.find(({ ecr }) => ecr === "allow");
  if (ready !== undefined) return [use("user", ready.name)];
  const [lacking] = users;
  return lacking === undefined ? [] : [addPolicy("user", lacking)];
}

function decision(choice: SetupChoice, ...alternatives: readonly SetupChoice[]): SetupDecision {
  return { ...choice, alternatives };
}

function use(kind: "role" | "user", name: string): SetupChoice {
  const because = `The ${kind} ${name} ${kind === "role" ? "admits this project and " : ""}has the permissions.`;
  return { option: kind === "role" ? "use-role" : "use-user", resource: { kind, name }, because };
}

function addPolicy(kind: "role" | "user", { name, ecr }: ExistingIdentity): SetupChoice {
  const lack = ecr === "deny" ? "lacks permissions on the repository" : "may lack permissions: they can't be decided";
  return { option: "add-ecr-policy", resource: { kind, name }, because: `The ${kind} ${name} ${lack}.` };
}

function createRole(because: string): SetupChoice {
  return { option: "create-role", resource: null, because };
}

function createUser(because: string): SetupChoice {
  return { option: "create-user", resource: null, because };
}
