import type { Elements } from "../query/xml.ts";
import type { User } from "../world/world.ts";
import { moment } from "./document.ts";
import { boundaryElements } from "./role-elements.ts";
import { nameOf, pathOf } from "./role-in-account.ts";
import { tagElements } from "./tags.ts";

/** A user as IAM answers it; lists of users leave out boundary and tags. */
export function userElements(user: User, { inList = false } = {}): Elements {
  const { arn, id, createdAt, permissionsBoundary, passwordLastUsedAt, tags } = user;
  return {
    Path: pathOf(arn),
    UserName: nameOf(arn),
    UserId: id,
    Arn: arn,
    CreateDate: moment(createdAt),
    PasswordLastUsed: passwordLastUsedAt && moment(passwordLastUsedAt),
    ...(!inList && {
      PermissionsBoundary: permissionsBoundary === undefined ? undefined : boundaryElements(permissionsBoundary),
      Tags: tagElements(tags),
    }),
  };
}
