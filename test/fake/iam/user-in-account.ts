import { Refusal, type ServiceRequest } from "../service.ts";
import type { Caller } from "../signature/caller.ts";
import { change, seen } from "../world/settling.ts";
import type { User, World } from "../world/world.ts";
import { allowedCaller } from "./allowed-caller.ts";
import { nameOf, sameName } from "./role-in-account.ts";

/**
 * The user that a form names (the caller itself where it names none), as IAM's reads show it, if the caller may do the
 * action with it.
 */
export function readUser(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): { user: User; caller: Caller } {
  const { user: now, name, arn, caller } = find(world, request, form, action);
  const user = seen(world, "iam", arn, now);
  if (user === undefined) throw noSuchUser(name);
  return { user, caller };
}

/** The user that a form names, about to be changed, if the caller may do the action with it. */
export function userToChange(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): { user: User; caller: Caller } {
  const { user, name, caller } = find(world, request, form, action);
  if (user === undefined) throw noSuchUser(name);
  change(world, user.arn, user);
  return { user, caller };
}

function find(world: World, request: ServiceRequest, form: Record<string, string>, action: string) {
  const nameFor = ({ arn }: Caller) => form.UserName ?? nameOf(arn);
  const found = (caller: Caller) => caller.account.users.find(({ arn }) => sameName(nameOf(arn), nameFor(caller)));
  const arnOf = (caller: Caller) =>
    found(caller)?.arn ?? `arn:${caller.account.partition}:iam::${caller.account.id}:user/${nameFor(caller)}`;
  const caller = allowedCaller(world, request, action, (one) => ({ arn: arnOf(one), called: `user ${nameFor(one)}` }));
  return { user: found(caller), name: nameFor(caller), arn: arnOf(caller), caller };
}

function noSuchUser(name: string): Refusal {
  return new Refusal(404, "NoSuchEntity", `The user with name ${name} cannot be found.`);
}
