import type { QueryOperation } from "../query/query-service.ts";
import { encodedDocument, moment } from "./document.ts";
import { nameOf, readRole } from "./role-in-account.ts";

/** GetRole. */
export const getRole: QueryOperation = (world, request, form) => {
  const { role } = readRole(world, request, form, "iam:GetRole");
  const path = /:role(\/.*\/|\/)[^/]+$/.exec(role.arn)?.[1];
  return {
    Role: {
      Path: path,
      AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
      RoleId: role.id,
      RoleName: nameOf(role.arn),
      Arn: role.arn,
      CreateDate: moment(role.createdAt),
      MaxSessionDuration: String(role.maxSessionDuration),
      PermissionsBoundary:
        role.permissionsBoundary === undefined
          ? undefined
          : { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: role.permissionsBoundary },
    },
  };
};
