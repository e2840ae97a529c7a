import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { allowedCaller } from "./allowed-caller.ts";
import { moment } from "./document.ts";
import { nameOf } from "./role-in-account.ts";

/** GetAccessKeyLastUsed: a key that was never used has `N/A` for service and region, and no date. */
export const getAccessKeyLastUsed: QueryOperation = (world, request, form) => {
  const id = form.AccessKeyId ?? "";
  const { account } = allowedCaller(world, request, "iam:GetAccessKeyLastUsed", (caller) => {
    const owner = caller.account.users.find(({ accessKeys }) => accessKeys.some((key) => key.accessKeyId === id));
    return {
      arn: owner?.arn ?? `arn:${caller.account.partition}:iam::${caller.account.id}:user/*`,
      called: `access key ${id}`,
    };
  });
  const user = account.users.find(({ accessKeys }) => accessKeys.some(({ accessKeyId }) => accessKeyId === id));
  const key = user?.accessKeys.find(({ accessKeyId }) => accessKeyId === id);
  if (user === undefined || key === undefined) {
    throw new Refusal(
      403,
      "AccessDenied",
      `User: is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${id}`,
    );
  }
  const { lastUsed } = key;
  return {
    UserName: nameOf(user.arn),
    AccessKeyLastUsed: {
      LastUsedDate: lastUsed === undefined ? undefined : moment(lastUsed.at),
      ServiceName: lastUsed?.service ?? "N/A",
      Region: lastUsed?.region ?? "N/A",
    },
  };
};
