import type { Elements } from "../query/xml.ts";
import type { Role } from "../world/world.ts";
import { encodedDocument, moment } from "./document.ts";
import { nameOf, pathOf } from "./role-in-account.ts";
import { tagElements } from "./tags.ts";

/** A role as IAM answers it; lists of roles leave out boundary, tags and last use. */
export function roleElements(role: Role, { inList = false } = {}): Elements {
  const { arn, id, createdAt, description, trustPolicy, maxSessionDuration, permissionsBoundary, lastUsed, tags } =
    role;
  return {
    Path: pathOf(arn),
    AssumeRolePolicyDocument: encodedDocument(trustPolicy),
    RoleId: id,
    RoleName: nameOf(arn),
    Arn: arn,
    CreateDate: moment(createdAt),
    Description: description,
    MaxSessionDuration: String(maxSessionDuration),
    ...(!inList && {
      PermissionsBoundary: permissionsBoundary === undefined ? undefined : boundaryElements(permissionsBoundary),
      RoleLastUsed: lastUsed === undefined ? {} : { LastUsedDate: moment(lastUsed.at), Region: lastUsed.region },
      Tags: tagElements(tags),
    }),
  };
}

/** A permissions boundary as IAM answers it. */
export function boundaryElements(arn: string): Elements {
  return { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: arn };
}
