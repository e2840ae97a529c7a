import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { uniqueId } from "../world/identifiers.ts";
import { change } from "../world/settling.ts";
import type { Role } from "../world/world.ts";
import { allowedCaller, demandTagging } from "./allowed-caller.ts";
import { checkBoundary } from "./boundary.ts";
import { sizeOf, trustIn } from "./policy-in-form.ts";
import { checkQuota } from "./quota.ts";
import { roleElements } from "./role-elements.ts";
import { nameOf, sameName } from "./role-in-account.ts";
import { putTags, tagsIn } from "./tags.ts";

/** CreateRole: the tags come with it, or nothing does. */
export const createRole: QueryOperation = (world, request, form) => {
  const { RoleName: name = "", Path: path = "/" } = form;
  const arnIn = (account: { partition: string; id: string }) =>
    `arn:${account.partition}:iam::${account.id}:role${path}${name}`;
  const { account } = allowedCaller(world, request, "iam:CreateRole", (one) => ({ arn: arnIn(one.account) }));
  demandTagging(world, request, form, { action: "iam:TagRole", arn: arnIn(account) });
  const trustPolicy = trustIn(form.AssumeRolePolicyDocument);
  checkQuota("ACLSizePerRole", world.quotas.trustCharacters, sizeOf(trustPolicy));
  checkBoundary(world, form);
  if (account.roles.some(({ arn }) => sameName(nameOf(arn), name))) {
    throw new Refusal(409, "EntityAlreadyExists", `Role with name ${name} already exists.`);
  }
  checkQuota("RolesPerAccount", world.quotas.roles, account.roles.length + 1);
  const role: Role = {
    arn: arnIn(account),
    id: uniqueId("AROA"),
    createdAt: world.now(),
    description: form.Description,
    trustPolicy,
    policies: [],
    attachedPolicies: [],
    permissionsBoundary: form.PermissionsBoundary,
    maxSessionDuration: Number(form.MaxSessionDuration ?? 3600),
    lastUsed: undefined,
    tags: {},
  };
  putTags(world, role.tags, tagsIn(form));
  change(world, role.arn, undefined);
  account.roles.push(role);
  return { Role: roleElements(role) };
};
