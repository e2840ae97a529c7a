import { decide } from "../policy/evaluate.ts";
import type { QueryOperation } from "../query/query-service.ts";
import { regionOf } from "../region.ts";
import { Refusal } from "../service.ts";
import { type Caller, callerOf } from "../signature/caller.ts";
import { mayDo } from "../signature/may-do.ts";
import type { Role } from "../world/world.ts";
import { ASSUME_ROLE_CONSTRAINTS, checkConstraints } from "./constraints.ts";
import { checkRegion, durationOf, issueSession, roleOf, sessionElements, sessionPoliciesOf } from "./session.ts";
import { STS_WORDS } from "./words.ts";

const ACTION = "sts:AssumeRole";

/** AssumeRole: signed; from a session it is role chaining, which AWS caps at an hour. */
export const assumeRole: QueryOperation = (world, request, form) => {
  const caller = callerOf(world, request, STS_WORDS);
  checkRegion(caller.account, regionOf(world, request));
  checkConstraints(form, {
    ...ASSUME_ROLE_CONSTRAINTS,
    ExternalId: { minLength: 2, maxLength: 1224, pattern: /^[\w+=,.@:/-]*$/ },
  });
  const { RoleArn: roleArn = "", RoleSessionName: name = "" } = form;
  const { account, role } = roleOf(world, roleArn);
  const sessionPolicies = sessionPoliciesOf(world, form);
  if (account === undefined || role === undefined || !admits(role, caller, name, form.ExternalId)) {
    throw new Refusal(
      403,
      "AccessDenied",
      `User: ${caller.arn} is not authorized to perform: ${ACTION} on resource: ${roleArn}`,
    );
  }
  const seconds = durationOf(form, role, caller.roleArn !== undefined);
  return sessionElements(
    issueSession(world, { account, role, name, seconds, sessionPolicies, region: regionOf(world, request) }),
    form.Policy,
  );
};

// Within an account, a trust policy that names the caller itself is enough;
// one that names its account, and any other account's, needs the caller's own policies, too.
function admits(role: Role, caller: Caller, name: string, externalId: string | undefined): boolean {
  const names = [caller.arn, ...(caller.roleArn === undefined ? [] : [caller.roleArn])];
  const accountNames = [caller.account.id, `arn:${caller.account.partition}:iam::${caller.account.id}:root`];
  const trust = (aws: string[]) =>
    decide([role.trustPolicy], {
      action: ACTION,
      principal: { aws },
      context: {
        "aws:PrincipalArn": caller.roleArn ?? caller.arn,
        "aws:PrincipalAccount": caller.account.id,
        "sts:RoleSessionName": name,
        ...(externalId !== undefined && { "sts:ExternalId": externalId }),
      },
    });
  if (trust([...names, ...accountNames]) !== "allow") return false;
  const permission = mayDo(caller, ACTION, role.arn);
  const sameAccount = role.arn.split(":")[4] === caller.account.id;
  return permission === "allow" || (permission === "identity-policy" && sameAccount && trust(names) === "allow");
}
