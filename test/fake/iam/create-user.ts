import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { uniqueId } from "../world/identifiers.ts";
import { change } from "../world/settling.ts";
import type { User } from "../world/world.ts";
import { allowedCaller, demandTagging } from "./allowed-caller.ts";
import { checkBoundary } from "./boundary.ts";
import { checkQuota } from "./quota.ts";
import { nameOf, sameName } from "./role-in-account.ts";
import { putTags, tagsIn } from "./tags.ts";
import { userElements } from "./user-elements.ts";

/** CreateUser: without keys, policies and groups; the tags come with it, or nothing does. */
export const createUser: QueryOperation = (world, request, form) => {
  const { UserName: name = "", Path: path = "/" } = form;
  const arnIn = (account: { partition: string; id: string }) =>
    `arn:${account.partition}:iam::${account.id}:user${path}${name}`;
  const { account } = allowedCaller(world, request, "iam:CreateUser", (one) => ({ arn: arnIn(one.account) }));
  demandTagging(world, request, form, { action: "iam:TagUser", arn: arnIn(account) });
  checkBoundary(world, form);
  if (account.users.some(({ arn }) => sameName(nameOf(arn), name))) {
    throw new Refusal(409, "EntityAlreadyExists", `User with name ${name} already exists.`);
  }
  checkQuota("UsersPerAccount", world.quotas.users, account.users.length + 1);
  const user: User = {
    arn: arnIn(account),
    id: uniqueId("AIDA"),
    createdAt: world.now(),
    accessKeys: [],
    policies: [],
    attachedPolicies: [],
    permissionsBoundary: form.PermissionsBoundary,
    groups: [],
    loginProfile: undefined,
    passwordLastUsedAt: undefined,
    mfaDevices: [],
    tags: {},
  };
  putTags(world, user.tags, tagsIn(form));
  change(world, user.arn, undefined);
  account.users.push(user);
  return { User: userElements(user) };
};
