import { Refusal, type ServiceRequest } from "../service.ts";
import type { Caller } from "../signature/caller.ts";
import { seen } from "../world/settling.ts";
import type { Role, World } from "../world/world.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** The role of that name in the caller's account, if the caller may do the action with it. */
export function readRole(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): { role: Role; caller: Caller } {
  const name = form.RoleName ?? "";
  const find = ({ account }: Caller) => account.roles.find(({ arn }) => sameName(nameOf(arn), name));
  const caller = allowedCaller(world, request, action, (one) => ({
    arn: find(one)?.arn ?? `arn:${one.account.partition}:iam::${one.account.id}:role/${name}`,
    called: `role ${name}`,
  }));
  const arn = find(caller)?.arn ?? `arn:${caller.account.partition}:iam::${caller.account.id}:role/${name}`;
  const role = seen(world, "iam", arn, find(caller));
  if (role === undefined) {
    throw new Refusal(404, "NoSuchEntity", `The role with name ${name} cannot be found.`);
  }
  return { role, caller };
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
