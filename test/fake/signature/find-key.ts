import type { PolicyDocument } from "../policy/evaluate.ts";
import { managedDocument } from "../world/managed-policy.ts";
import { seen } from "../world/settling.ts";
import type { AccessKey, Account, Partition, Role, Session, User, World } from "../world/world.ts";
import type { Caller } from "./caller.ts";

/** A key, whose it is, and the session that it belongs to. */
export interface FoundKey {
  secret: string;
  /** A user's key; undefined for a session's. */
  key: AccessKey | undefined;
  session: Session | undefined;
  caller: Caller;
}

/** Finds a key; one of another partition is as unknown as one that never was. */
export function findKey(world: World, accessKeyId: string, partition: Partition): FoundKey | undefined {
  const accounts = world.accounts.filter((account) => account.partition === partition);
  return findUserKey(world, accounts, accessKeyId) ?? findSession(world, accounts, accessKeyId);
}

function findUserKey(world: World, accounts: Account[], accessKeyId: string): FoundKey | undefined {
  for (const account of accounts) {
    for (const user of account.users) {
      const now = user.accessKeys.find((candidate) => candidate.accessKeyId === accessKeyId);
      if (now === undefined && !wasTheirs(world, user, accessKeyId)) continue;
      const key = seen(world, "services", accessKeyId, now);
      if (key?.active !== true) continue;
      return {
        secret: key.secretAccessKey,
        key: now,
        session: undefined,
        caller: {
          account,
          accessKeyId,
          arn: user.arn,
          userId: user.id,
          roleArn: undefined,
          identityPolicies: policiesOfUser(world, account, user),
          boundary: boundaryOf(world, user),
          sessionPolicies: undefined,
        },
      };
    }
  }
  return undefined;
}

/** Whether a deleted key, which others may still take for valid, was this user's. */
function wasTheirs(world: World, { arn }: User, accessKeyId: string): boolean {
  return world.unsettled.some(
    ({ subject, before }) => subject === accessKeyId && (before as { owner?: string } | undefined)?.owner === arn,
  );
}

function findSession(world: World, accounts: Account[], accessKeyId: string): FoundKey | undefined {
  const session = world.sessions.find((candidate) => candidate.accessKeyId === accessKeyId);
  const account = accounts.find(({ id }) => id === session?.accountId);
  if (session === undefined || account === undefined) return undefined;
  const { arn, userId, roleArn, sessionPolicies, secretAccessKey } = session;
  const now = account.roles.find((candidate) => candidate.arn === roleArn);
  const role = seen(world, "services", roleArn, now);
  const identityPolicies = role === undefined ? [] : policiesOf(world, role);
  const boundary = role && boundaryOf(world, role);
  return {
    secret: secretAccessKey,
    key: undefined,
    session,
    caller: { account, accessKeyId, arn, userId, roleArn, identityPolicies, boundary, sessionPolicies },
  };
}

/** A role's policies, inline and attached, or a group's. */
export function policiesOf(
  world: World,
  { policies, attachedPolicies }: Pick<Role, "policies" | "attachedPolicies">,
): PolicyDocument[] {
  return [...policies, ...attachedPolicies.flatMap((arn) => managedDocument(world, arn) ?? [])];
}

/** A user's policies: its own, inline and attached, and those of its groups. */
function policiesOfUser(world: World, account: Account, user: User): PolicyDocument[] {
  const groups = account.groups.filter(({ arn }) => user.groups.includes(arn.split("/").at(-1) ?? ""));
  return [user, ...groups].flatMap((one) => policiesOf(world, one));
}

/** The document of the permissions boundary, if there is one. */
export function boundaryOf(
  world: World,
  { permissionsBoundary }: Pick<Role, "permissionsBoundary">,
): PolicyDocument | undefined {
  return permissionsBoundary === undefined ? undefined : managedDocument(world, permissionsBoundary);
}
