import { accessKeyIdOf, secretAccessKey, uniqueId } from "./identifiers.ts";
import { pushPolicy } from "./role.ts";
import type { AccessKey, Account, OidcProvider, Partition, User } from "./world.ts";

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
    repositories: [],
    disabledRegions: [],
    ...over,
  };
}

/** An OIDC provider of an account for an issuer's URL. */
export function provider(
  url: string,
  over: { accountId?: string; partition?: Partition; clientIds?: string[] } = {},
): OidcProvider {
  const { accountId = exampleAccountId, partition = "aws", clientIds = ["sts.amazonaws.com"] } = over;
  return { arn: `arn:${partition}:iam::${accountId}:oidc-provider/${url.replace(/^https:\/\//, "")}`, url, clientIds };
}

/** The IAM user of the examples, with one active key, who may push. */
export function user(over: Partial<User> & { accountId?: string; partition?: Partition; name?: string } = {}): User {
  const { accountId = exampleAccountId, partition = "aws", name = "gitlab-ci", ...fields } = over;
  return {
    arn: `arn:${partition}:iam::${accountId}:user/${name}`,
    id: uniqueId("AIDA"),
    accessKeys: [accessKey(accountId)],
    policies: [pushPolicy()],
    ...fields,
  };
}

/** An access key of a user in that account. */
export function accessKey(accountId = exampleAccountId, over: Partial<AccessKey> = {}): AccessKey {
  return {
    accessKeyId: accessKeyIdOf(accountId, "AKIA"),
    secretAccessKey: secretAccessKey(),
    active: true,
    ...over,
  };
}
