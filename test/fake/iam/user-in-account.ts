import { Refusal, type ServiceRequest } from "../service.ts";
import type { Caller } from "../signature/caller.ts";
import { seen } from "../world/settling.ts";
import type { User, World } from "../world/world.ts";
import { allowedCaller } from "./allowed-caller.ts";
import { nameOf, sameName } from "./role-in-account.ts";

/** The user that a form names (the caller itself where it names none), if the caller may do the action with it. */
export function readUser(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): { user: User; caller: Caller } {
  const nameFor = ({ arn }: Caller) => form.UserName ?? nameOf(arn);
  const find = (caller: Caller) => caller.account.users.find(({ arn }) => sameName(nameOf(arn), nameFor(caller)));
  const arnFor = (caller: Caller) =>
    find(caller)?.arn ?? `arn:${caller.account.partition}:iam::${caller.account.id}:user/${nameFor(caller)}`;
  const caller = allowedCaller(world, request, action, (one) => ({
    arn: arnFor(one),
    called: `user ${nameFor(one)}`,
  }));
  const user = seen(world, "iam", arnFor(caller), find(caller));
  if (user === undefined) throw noSuchUser(nameFor(caller));
  return { user, caller };
}

/** IAM's words for a user that isn't there. */
export function noSuchUser(name: string): Refusal {
  return new Refusal(404, "NoSuchEntity", `The user with name ${name} cannot be found.`);
}
