import type { PolicyDocument } from "../policy/evaluate.ts";
import type { Account, Partition, Role, Session, World } from "../world/world.ts";
import type { Caller } from "./caller.ts";

/** A key, whose it is, and the session that it belongs to. */
export interface FoundKey {
  secret: string;
  session: Session | undefined;
  caller: Caller;
}

/** Finds a key; one of another partition is as unknown as one that never was. */
export function findKey(world: World, accessKeyId: string, partition: Partition): FoundKey | undefined {
  const accounts = world.accounts.filter((account) => account.partition === partition);
  return findUserKey(accounts, accessKeyId) ?? findSession(world, accounts, accessKeyId);
}

function findUserKey(accounts: Account[], accessKeyId: string): FoundKey | undefined {
  for (const account of accounts) {
    for (const user of account.users) {
      const key = user.accessKeys.find((candidate) => candidate.accessKeyId === accessKeyId && candidate.active);
      if (key === undefined) continue;
      return {
        secret: key.secretAccessKey,
        session: undefined,
        caller: {
          account,
          accessKeyId,
          arn: user.arn,
          userId: user.id,
          roleArn: undefined,
          identityPolicies: user.policies,
          boundary: undefined,
          sessionPolicies: undefined,
        },
      };
    }
  }
  return undefined;
}

function findSession(world: World, accounts: Account[], accessKeyId: string): FoundKey | undefined {
  const session = world.sessions.find((candidate) => candidate.accessKeyId === accessKeyId);
  const account = accounts.find(({ id }) => id === session?.accountId);
  if (session === undefined || account === undefined) return undefined;
  const { arn, userId, roleArn, sessionPolicies, secretAccessKey } = session;
  const role = account.roles.find((candidate) => candidate.arn === roleArn);
  const identityPolicies = role === undefined ? [] : policiesOf(world, role);
  const boundary =
    role?.permissionsBoundary === undefined ? undefined : world.managedPolicies[role.permissionsBoundary];
  return {
    secret: secretAccessKey,
    session,
    caller: { account, accessKeyId, arn, userId, roleArn, identityPolicies, boundary, sessionPolicies },
  };
}

/** A role's policies, inline and attached. */
export function policiesOf(world: World, role: Role): PolicyDocument[] {
  return [...role.policies, ...role.attachedPolicies.flatMap((arn) => world.managedPolicies[arn] ?? [])];
}
