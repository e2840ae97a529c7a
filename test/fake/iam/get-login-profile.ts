import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { moment } from "./document.ts";
import { nameOf } from "./role-in-account.ts";
import { readUser } from "./user-in-account.ts";

/** GetLoginProfile: refuses a user without a console password as one that isn't there. */
export const getLoginProfile: QueryOperation = (world, request, form) => {
  const { user } = readUser(world, request, form, "iam:GetLoginProfile");
  const name = nameOf(user.arn);
  if (user.loginProfile === undefined) {
    throw new Refusal(404, "NoSuchEntity", `Login Profile for User ${name} cannot be found.`);
  }
  const { createdAt, passwordResetRequired } = user.loginProfile;
  return {
    LoginProfile: {
      UserName: name,
      CreateDate: moment(createdAt),
      PasswordResetRequired: String(passwordResetRequired),
    },
  };
};
