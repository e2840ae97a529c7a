import type { QueryOperation } from "../query/query-service.ts";
import { seenList } from "../world/settling.ts";
import { moment } from "./document.ts";
import { page } from "./page.ts";
import { nameOf } from "./role-in-account.ts";
import { readUser } from "./user-in-account.ts";

/** ListAccessKeys, of one user. */
export const listAccessKeys: QueryOperation = (world, request, form) => {
  const { user } = readUser(world, request, form, "iam:ListAccessKeys");
  const ids = new Set(user.accessKeys.map(({ accessKeyId }) => accessKeyId));
  const keys = seenList(
    world,
    "iam",
    user.accessKeys,
    ({ accessKeyId }) => accessKeyId,
    (subject) => ids.has(subject),
  );
  const { members, rest } = page(world, keys, form);
  return {
    UserName: nameOf(user.arn),
    AccessKeyMetadata: members.map(({ accessKeyId, active, createdAt }) => ({
      UserName: nameOf(user.arn),
      AccessKeyId: accessKeyId,
      Status: active ? "Active" : "Inactive",
      CreateDate: moment(createdAt),
    })),
    ...rest,
  };
};
