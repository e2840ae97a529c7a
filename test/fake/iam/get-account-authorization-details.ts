import type { QueryOperation } from "../query/query-service.ts";
import type { Elements } from "../query/xml.ts";
import { Refusal } from "../service.ts";
import { inlineNames } from "../world/inline-policy.ts";
import { findManagedPolicy } from "../world/managed-policy.ts";
import type { Account, Group, ManagedPolicy, Role, User, World } from "../world/world.ts";
import { allowedCaller } from "./allowed-caller.ts";
import { encodedDocument, moment } from "./document.ts";
import { page } from "./page.ts";
import { nameOf, pathOf } from "./role-in-account.ts";
import { tagElements } from "./tags.ts";

/** GetAccountAuthorizationDetails: users, groups, roles and managed policies in one list of pages, without a filter. */
export const getAccountAuthorizationDetails: QueryOperation = (world, request, form) => {
  const { account } = allowedCaller(world, request, "iam:GetAccountAuthorizationDetails", () => ({ arn: "*" }));
  if (Object.keys(form).some((name) => name.startsWith("Filter."))) {
    throw new Refusal(400, "ValidationError", "The stand-in doesn't play Filter.");
  }
  const members = [
    ...account.users.map((user) => ({ list: "UserDetailList", read: () => userDetail(user) })),
    ...account.groups.map((group) => ({ list: "GroupDetailList", read: () => groupDetail(world, group) })),
    ...account.roles.map((role) => ({ list: "RoleDetailList", read: () => roleDetail(role) })),
    ...managedPolicies(world, account).map((policy) => ({ list: "Policies", read: () => policyDetail(policy) })),
  ];
  const { members: onPage, rest } = page(world, members, form);
  const listOf = (list: string) => onPage.filter((member) => member.list === list).map(({ read }) => read());
  return {
    UserDetailList: listOf("UserDetailList"),
    GroupDetailList: listOf("GroupDetailList"),
    RoleDetailList: listOf("RoleDetailList"),
    Policies: listOf("Policies"),
    ...rest,
  };
};

/** The account's own, and those of AWS's that are attached or bound to anything in it. */
function managedPolicies(world: World, { users, groups, roles, managedPolicies: own }: Account): ManagedPolicy[] {
  const used = [...users, ...groups, ...roles].flatMap((one) => one.attachedPolicies);
  const bounds = [...users, ...roles].flatMap(({ permissionsBoundary }) => permissionsBoundary ?? []);
  const known = new Set(own.map(({ arn }) => arn));
  const others = [...new Set([...used, ...bounds])].filter((arn) => !known.has(arn));
  return [...own, ...others.flatMap((arn) => findManagedPolicy(world, arn) ?? [])];
}

function userDetail(user: User): Elements {
  return {
    Path: pathOf(user.arn),
    UserName: nameOf(user.arn),
    UserId: user.id,
    Arn: user.arn,
    CreateDate: moment(user.createdAt),
    UserPolicyList: inline(user.policies),
    GroupList: user.groups,
    AttachedManagedPolicies: attached(user.attachedPolicies),
    PermissionsBoundary: boundary(user.permissionsBoundary),
    Tags: tagElements(user.tags),
  };
}

function groupDetail(_world: World, group: Group): Elements {
  return {
    Path: pathOf(group.arn),
    GroupName: nameOf(group.arn),
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: moment(group.createdAt),
    GroupPolicyList: inline(group.policies),
    AttachedManagedPolicies: attached(group.attachedPolicies),
  };
}

/** As observed of AWS, RoleLastUsed stays empty here; GetRole tells it. */
function roleDetail(role: Role): Elements {
  return {
    Path: pathOf(role.arn),
    RoleName: nameOf(role.arn),
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: moment(role.createdAt),
    AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
    InstanceProfileList: [],
    RolePolicyList: inline(role.policies),
    AttachedManagedPolicies: attached(role.attachedPolicies),
    PermissionsBoundary: boundary(role.permissionsBoundary),
    Tags: tagElements(role.tags),
    RoleLastUsed: {},
  };
}

function policyDetail(policy: ManagedPolicy): Elements {
  const current = policy.versions.find(({ isDefault }) => isDefault);
  return {
    PolicyName: nameOf(policy.arn),
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: "/",
    DefaultVersionId: current?.id,
    IsAttachable: "true",
    CreateDate: moment(policy.createdAt),
    PolicyVersionList: policy.versions.map(({ id, document, isDefault, createdAt }) => ({
      Document: encodedDocument(document),
      VersionId: id,
      IsDefaultVersion: String(isDefault),
      CreateDate: moment(createdAt),
    })),
  };
}

function inline(policies: User["policies"]): Elements[] {
  const names = inlineNames(policies);
  return policies.map((policy, index) => ({ PolicyName: names[index], PolicyDocument: encodedDocument(policy) }));
}

function attached(arns: readonly string[]): Elements[] {
  return arns.map((arn) => ({ PolicyName: nameOf(arn), PolicyArn: arn }));
}

function boundary(arn: string | undefined): Elements | undefined {
  return arn === undefined ? undefined : { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: arn };
}
