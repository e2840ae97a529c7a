import { Refusal, type ServiceRequest } from "../service.ts";
import type { Caller } from "../signature/caller.ts";
import { change, seen } from "../world/settling.ts";
import type { Role, World } from "../world/world.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** The role that a form names, as IAM's reads show it, if the caller may do the action with it. */
export function readRole(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): { role: Role; caller: Caller } {
  const { role: now, arn, caller } = find(world, request, form, action);
  const role = seen(world, "iam", arn, now);
  if (role === undefined) throw noSuchRole(form);
  return { role, caller };
}

/** The role that a form names, about to be changed, if the caller may do the action with it. */
export function roleToChange(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): { role: Role; caller: Caller } {
  const { role, caller } = find(world, request, form, action);
  if (role === undefined) throw noSuchRole(form);
  change(world, role.arn, role);
  return { role, caller };
}

function find(world: World, request: ServiceRequest, form: Record<string, string>, action: string) {
  const name = form.RoleName ?? "";
  const found = ({ account }: Caller) => account.roles.find(({ arn }) => sameName(nameOf(arn), name));
  const arnOf = (caller: Caller) =>
    found(caller)?.arn ?? `arn:${caller.account.partition}:iam::${caller.account.id}:role/${name}`;
  const caller = allowedCaller(world, request, action, (one) => ({ arn: arnOf(one), called: `role ${name}` }));
  return { role: found(caller), arn: arnOf(caller), caller };
}

function noSuchRole({ RoleName = "" }: Record<string, string>): Refusal {
  return new Refusal(404, "NoSuchEntity", `The role with name ${RoleName} cannot be found.`);
}

/** The last part of an ARN's path. */
export function nameOf(arn: string): string {
  return arn.split("/").at(-1) ?? "";
}

/** The path of an ARN: `/` where there is none. */
export function pathOf(arn: string): string {
  return /^[^/]*(\/.*\/|\/)[^/]+$/.exec(arn)?.[1] ?? "/";
}

/** Names are unique in an account whatever their case. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
