import { Refusal, type ServiceRequest } from "../service.ts";
import { type Caller, callerOf } from "../signature/caller.ts";
import { deniedMessage, mayDo } from "../signature/may-do.ts";
import type { World } from "../world/world.ts";
import { IAM_WORDS } from "./words.ts";

/** What an action of IAM is about: its ARN, and how IAM's refusals call it, where that is something else. */
export interface Subject {
  arn: string;
  called?: string;
}

/**
 * Who asks, if the signature holds and the action is allowed on what `subject` makes of the caller. Permission comes
 * first: whoever may not read a role isn't told whether it exists.
 */
export function allowedCaller(
  world: World,
  request: ServiceRequest,
  action: string,
  subject: (caller: Caller) => Subject,
): Caller {
  const caller = callerOf(world, request, IAM_WORDS);
  const { arn, called } = subject(caller);
  const permission = mayDo(caller, action, arn);
  if (permission !== "allow") {
    throw new Refusal(403, "AccessDenied", deniedMessage(caller, action, called ?? arn, permission));
  }
  return caller;
}

/** Tags at a creation take the permission to tag, too. */
export function demandTagging(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  { action, arn }: { action: string; arn: string },
): void {
  if (Object.keys(form).some((name) => name.startsWith("Tags.member.")))
    allowedCaller(world, request, action, () => ({ arn }));
}
