import type { QueryOperation } from "../query/query-service.ts";
import { accessKeyIdOf, secretAccessKey } from "../world/identifiers.ts";
import { change } from "../world/settling.ts";
import type { AccessKey } from "../world/world.ts";
import { moment } from "./document.ts";
import { checkQuota } from "./quota.ts";
import { nameOf } from "./role-in-account.ts";
import { userToChange } from "./user-in-account.ts";

/** CreateAccessKey: the one answer that ever holds the secret. */
export const createAccessKey: QueryOperation = (world, request, form) => {
  const { user, caller } = userToChange(world, request, form, "iam:CreateAccessKey");
  checkQuota("AccessKeysPerUser", world.quotas.accessKeysPerUser, user.accessKeys.length + 1);
  const key: AccessKey = {
    accessKeyId: accessKeyIdOf(caller.account.id, "AKIA"),
    secretAccessKey: secretAccessKey(),
    active: true,
    createdAt: world.now(),
    lastUsed: undefined,
  };
  change(world, key.accessKeyId, undefined);
  user.accessKeys.push(key);
  return {
    AccessKey: {
      UserName: nameOf(user.arn),
      AccessKeyId: key.accessKeyId,
      Status: "Active",
      SecretAccessKey: key.secretAccessKey,
      CreateDate: moment(key.createdAt),
    },
  };
};
