import type { Account, Partition, Session, World } from "../world/world.ts";
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
  const identityPolicies = account.roles.find((role) => role.arn === roleArn)?.policies ?? [];
  return {
    secret: secretAccessKey,
    session,
    caller: { account, accessKeyId, arn, userId, roleArn, identityPolicies, sessionPolicies },
  };
}
