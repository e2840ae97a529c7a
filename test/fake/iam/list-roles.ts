import type { QueryOperation } from "../query/query-service.ts";
import { seenList } from "../world/settling.ts";
import { allowedCaller } from "./allowed-caller.ts";
import { page } from "./page.ts";
import { roleElements } from "./role-elements.ts";
import { pathOf } from "./role-in-account.ts";

/** ListRoles: with their trust policies, page by page. */
export const listRoles: QueryOperation = (world, request, form) => {
  const prefix = form.PathPrefix ?? "/";
  const { account } = allowedCaller(world, request, "iam:ListRoles", (caller) => ({
    arn: `arn:${caller.account.partition}:iam::${caller.account.id}:role${prefix}`,
  }));
  const own = `arn:${account.partition}:iam::${account.id}:role/`;
  const roles = seenList(
    world,
    "iam",
    account.roles,
    ({ arn }) => arn,
    (arn) => arn.startsWith(own),
  );
  const { members, rest } = page(
    world,
    roles.filter(({ arn }) => pathOf(arn).startsWith(prefix)),
    form,
  );
  return { Roles: members.map((role) => roleElements(role, { inList: true })), ...rest };
};
