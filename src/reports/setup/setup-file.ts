import type { PolicyDocument, ResourceTags, SetupPlan } from "../../core/setup/index.ts";

/** One file of a format. */
export interface SetupFile {
  readonly name: string;
  readonly text: string;
  readonly executable?: true;
}

/** A JSON file. */
export function jsonFile(name: string, value: object): SetupFile {
  return { name, text: `${JSON.stringify(value, null, 2)}\n` };
}

/** Tags as most of AWS's calls take them. */
export function tagList(tags: ResourceTags): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The trust policy with something else in the place of the provider's ARN: a reference to what the format makes. */
export function trustPolicyWith(plan: SetupPlan, provider: unknown): object {
  const { trustPolicy } = plan.role ?? {};
  const statements = (trustPolicy?.Statement ?? []).map((statement) =>
    statement.Principal === undefined ? statement : { ...statement, Principal: { Federated: provider } },
  );
  return { Version: trustPolicy?.Version, Statement: statements };
}

/** The role's or user's permissions. */
export function permissionsOf({ role, user }: SetupPlan): PolicyDocument {
  const identity = role ?? user;
  if (identity === null) throw new TypeError("a plan has a role or a user");
  return identity.permissionsPolicy;
}

/** The repositories that are made, with their one way of being made. */
export function madeRepositories({ repositories }: SetupPlan) {
  const create = repositories[0]?.create ?? null;
  return create === null ? null : { names: repositories.map(({ name }) => name), create };
}
