import { decide } from "../policy/evaluate.ts";
import type { Caller } from "./caller.ts";

/** Whether a caller may do something, and what stands against it. */
export type Permission =
  | "allow"
  | "denied"
  | "denied-by-boundary"
  | "denied-by-session"
  | "denied-by-resource"
  | "identity-policy"
  | "boundary"
  | "session-policy"
  | "resource-policy";

/** The identity policies of the caller, cut down by its permissions boundary and its session policies. */
export function mayDo(caller: Caller, action: string, resource: string): Permission {
  const question = { action, resource, context: {} };
  const boundary = caller.boundary === undefined ? "allow" : decide([caller.boundary], question);
  const own = decide(caller.identityPolicies, question);
  const session = caller.sessionPolicies === undefined ? "allow" : decide(caller.sessionPolicies, question);
  if (own === "deny") return "denied";
  if (boundary === "deny") return "denied-by-boundary";
  if (session === "deny") return "denied-by-session";
  if (own === "implicit") return "identity-policy";
  if (boundary === "implicit") return "boundary";
  return session === "allow" ? "allow" : "session-policy";
}

/** AWS's sentence for a permission that isn't there. */
export function deniedMessage(caller: Caller, action: string, resource: string, permission: Permission): string {
  const why = {
    denied: "with an explicit deny in an identity-based policy",
    "denied-by-boundary": "with an explicit deny in a permissions boundary",
    "denied-by-session": "with an explicit deny in a session policy",
    "denied-by-resource": "with an explicit deny in a resource-based policy",
    "identity-policy": `because no identity-based policy allows the ${action} action`,
    boundary: `because no permissions boundary allows the ${action} action`,
    "session-policy": `because no session policy allows the ${action} action`,
    "resource-policy": `because no resource-based policy allows the ${action} action`,
    allow: "",
  }[permission];
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
