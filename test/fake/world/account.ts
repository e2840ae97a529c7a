import { accessKeyIdOf, secretAccessKey, uniqueId } from "./identifiers.ts";
import { pushPolicy } from "./role.ts";
import type { AccessKey, Account, Group, OidcProvider, Partition, User } from "./world.ts";

/** The account of the examples. */
export const exampleAccountId = "455931011959";

/** An account, empty but for `over`. */
export function account(over: Partial<Account> = {}): Account {
  return {
    id: exampleAccountId,
    partition: "aws",
    providers: [],
    roles: [],
    users: [],
    groups: [],
    managedPolicies: [],
    repositories: [],
    disabledRegions: [],
    ...over,
  };
}

/** An OIDC provider of an account for an issuer's URL. */
export function provider(
  url: string,
  over: Partial<OidcProvider> & { accountId?: string; partition?: Partition } = {},
): OidcProvider {
  const { accountId = exampleAccountId, partition = "aws", ...fields } = over;
  return {
    arn: `arn:${partition}:iam::${accountId}:oidc-provider/${url.replace(/^https:\/\//, "")}`,
    url,
    clientIds: ["sts.amazonaws.com"],
    thumbprints: [],
    createdAt: new Date("2025-01-15T08:00:00Z"),
    tags: {},
    ...fields,
  };
}

/** The IAM user of the examples, with one active key, who may push. */
export function user(over: Partial<User> & { accountId?: string; partition?: Partition; name?: string } = {}): User {
  const { accountId = exampleAccountId, partition = "aws", name = "gitlab-ci", ...fields } = over;
  return {
    arn: `arn:${partition}:iam::${accountId}:user/${name}`,
    id: uniqueId("AIDA"),
    createdAt: new Date("2025-01-15T08:15:00Z"),
    accessKeys: [accessKey(accountId)],
    policies: [pushPolicy()],
    attachedPolicies: [],
    permissionsBoundary: undefined,
    groups: [],
    loginProfile: undefined,
    passwordLastUsedAt: undefined,
    mfaDevices: [],
    tags: {},
    ...fields,
  };
}

/** An access key of a user in that account. */
export function accessKey(accountId = exampleAccountId, over: Partial<AccessKey> = {}): AccessKey {
  return {
    accessKeyId: accessKeyIdOf(accountId, "AKIA"),
    secretAccessKey: secretAccessKey(),
    active: true,
    createdAt: new Date("2025-01-15T08:20:00Z"),
    lastUsed: undefined,
    ...over,
  };
}

/** A group, with nothing in it; `user({ groups: [name] })` is its member. */
export function group(name: string, over: Partial<Group> & { accountId?: string; partition?: Partition } = {}): Group {
  const { accountId = exampleAccountId, partition = "aws", ...fields } = over;
  return {
    arn: `arn:${partition}:iam::${accountId}:group/${name}`,
    id: uniqueId("AGPA"),
    createdAt: new Date("2025-01-15T08:10:00Z"),
    policies: [],
    attachedPolicies: [],
    ...fields,
  };
}
