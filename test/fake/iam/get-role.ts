import type { QueryOperation } from "../query/query-service.ts";
import { encodedDocument, moment } from "./document.ts";
import { nameOf, pathOf, readRole } from "./role-in-account.ts";
import { tagElements } from "./tags.ts";

/** GetRole. */
export const getRole: QueryOperation = (world, request, form) => {
  const { role } = readRole(world, request, form, "iam:GetRole");
  return {
    Role: {
      Path: pathOf(role.arn),
      AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
      RoleId: role.id,
      RoleName: nameOf(role.arn),
      Arn: role.arn,
      CreateDate: moment(role.createdAt),
      Description: role.description,
      MaxSessionDuration: String(role.maxSessionDuration),
      PermissionsBoundary:
        role.permissionsBoundary === undefined
          ? undefined
          : { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: role.permissionsBoundary },
      RoleLastUsed:
        role.lastUsed === undefined ? {} : { LastUsedDate: moment(role.lastUsed.at), Region: role.lastUsed.region },
      Tags: tagElements(role.tags),
    },
  };
};
