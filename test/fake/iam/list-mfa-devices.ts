import type { QueryOperation } from "../query/query-service.ts";
import { moment } from "./document.ts";
import { page } from "./page.ts";
import { nameOf } from "./role-in-account.ts";
import { readUser } from "./user-in-account.ts";

/** ListMFADevices, of one user. */
export const listMfaDevices: QueryOperation = (world, request, form) => {
  const { user } = readUser(world, request, form, "iam:ListMFADevices");
  const { members, rest } = page(world, user.mfaDevices, form);
  return {
    MFADevices: members.map(({ serialNumber, enabledAt }) => ({
      UserName: nameOf(user.arn),
      SerialNumber: serialNumber,
      EnableDate: moment(enabledAt),
    })),
    ...rest,
  };
};
