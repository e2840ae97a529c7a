import type { QueryOperation } from "../query/query-service.ts";
import { Refusal } from "../service.ts";
import { keyToChange } from "./key-of-user.ts";
import { userToChange } from "./user-in-account.ts";

/** UpdateAccessKey: activates or deactivates. */
export const updateAccessKey: QueryOperation = (world, request, form) => {
  const { user } = userToChange(world, request, form, "iam:UpdateAccessKey");
  const { Status: status = "" } = form;
  if (status !== "Active" && status !== "Inactive") {
    throw new Refusal(
      400,
      "ValidationError",
      `1 validation error detected: Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive, Expired]`,
    );
  }
  keyToChange(world, user, form).active = status === "Active";
  return {};
};
