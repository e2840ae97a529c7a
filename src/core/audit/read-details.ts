import type {
  AccountDetails,
  AttachedPolicyData,
  GroupData,
  InlinePolicyData,
  ManagedPolicyData,
  RoleData,
  UserData,
} from "./account-data.ts";
import { type Fields, fieldsOf } from "./read-field.ts";

/** One page of GetAccountAuthorizationDetails, read. */
export interface DetailsPage extends AccountDetails {
  /** Whether AWS has more than this page. */
  readonly truncated: boolean;
}

/**
 * Reads a page of GetAccountAuthorizationDetails, as the API gives it and as `aws iam get-account-authorization-details`
 * prints it. Source: IAM API reference, GetAccountAuthorizationDetails.
 *
 * @throws GitlabEcrError `input-invalid`, naming the place
 */
export function readDetailsPage(value: unknown): DetailsPage {
  const page = fieldsOf(value, "");
  return {
    users: page.list("UserDetailList").map(readUser),
    groups: page.list("GroupDetailList").map(readGroup),
    roles: page.list("RoleDetailList").map(readRole),
    policies: page.list("Policies").map(readManagedPolicy),
    truncated: page.flag("IsTruncated") === true || page.textOr("NextToken") !== null,
  };
}

/** All pages together. What stands on two of them, because a page was given twice or the account changed, counts once. */
export function joinPages(pages: readonly AccountDetails[]): AccountDetails {
  return {
    users: uniqueBy(
      pages.flatMap(({ users }) => users),
      ({ arn }) => arn,
    ),
    groups: uniqueBy(
      pages.flatMap(({ groups }) => groups),
      ({ name }) => name,
    ),
    roles: uniqueBy(
      pages.flatMap(({ roles }) => roles),
      ({ arn }) => arn,
    ),
    policies: uniqueBy(
      pages.flatMap(({ policies }) => policies),
      ({ arn }) => arn,
    ),
  };
}

/** The last of those that have the same key. */
function uniqueBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): readonly Value[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}

function readUser(user: Fields): UserData {
  return {
    ...readPrincipal(user, "UserName", "UserPolicyList"),
    groups: user.texts("GroupList"),
    tags: readTags(user),
  };
}

function readRole(role: Fields): RoleData {
  return {
    ...readPrincipal(role, "RoleName", "RolePolicyList"),
    trust: role.raw("AssumeRolePolicyDocument"),
    lastUsedAt: role.object("RoleLastUsed")?.date("LastUsedDate") ?? null,
  };
}

function readPrincipal(fields: Fields, name: string, policies: string) {
  return {
    name: fields.text(name),
    arn: fields.text("Arn"),
    path: fields.textOr("Path") ?? "/",
    createdAt: fields.date("CreateDate"),
    inline: readInline(fields, policies),
    attached: readAttached(fields),
    boundary: fields.object("PermissionsBoundary")?.textOr("PermissionsBoundaryArn") ?? null,
  };
}

function readGroup(group: Fields): GroupData {
  return { name: group.text("GroupName"), inline: readInline(group, "GroupPolicyList"), attached: readAttached(group) };
}

function readManagedPolicy(policy: Fields): ManagedPolicyData {
  const byDefault = policy.textOr("DefaultVersionId");
  const versions = policy.list("PolicyVersionList");
  const version =
    versions.find((one) => one.flag("IsDefaultVersion") === true) ??
    versions.find((one) => one.textOr("VersionId") === byDefault);
  return { name: policy.text("PolicyName"), arn: policy.text("Arn"), document: version?.raw("Document") };
}

function readInline(fields: Fields, list: string): InlinePolicyData[] {
  return fields.list(list).map((one) => ({ name: one.text("PolicyName"), document: one.raw("PolicyDocument") }));
}

function readAttached(fields: Fields): AttachedPolicyData[] {
  return fields.list("AttachedManagedPolicies").map((one) => {
    const arn = one.text("PolicyArn");
    return { arn, name: one.textOr("PolicyName") ?? arn.split("/").at(-1) ?? arn };
  });
}

function readTags(fields: Fields): Record<string, string> {
  return Object.fromEntries(fields.list("Tags").map((tag) => [tag.text("Key"), tag.textOr("Value") ?? ""]));
}
