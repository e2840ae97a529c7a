import { Refusal } from "../service.ts";
import type { Caller } from "../signature/caller.ts";
import { deniedMessage, mayDo } from "../signature/may-do.ts";
import type { Tags } from "../world/world.ts";

/** The tags that a call carries: a list of keys and values. */
export function tagsIn({ tags = [] }: { tags?: unknown }): Tags {
  return Object.fromEntries((tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]));
}

/** Refuses what the caller's own policies don't allow. */
export function demand(caller: Caller, action: string, arn: string): void {
  const permission = mayDo(caller, action, arn);
  if (permission === "allow") return;
  throw new Refusal(400, "AccessDeniedException", deniedMessage(caller, action, arn, permission));
}

/** The name in a repository's ARN. */
export function nameInArn(arn: unknown): string {
  const name = /^arn:[\w-]+:ecr:[\w-]+:\d{12}:repository\/(.+)$/.exec(String(arn))?.[1];
  if (name !== undefined) return name;
  throw new Refusal(
    400,
    "InvalidParameterException",
    `Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'`,
  );
}
