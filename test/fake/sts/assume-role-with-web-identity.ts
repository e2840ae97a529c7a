import { claimsContext } from "../policy/claims-context.ts";
import { decide } from "../policy/evaluate.ts";
import type { QueryOperation } from "../query/query-service.ts";
import { regionOf } from "../region.ts";
import { Refusal } from "../service.ts";
import { ASSUME_ROLE_CONSTRAINTS, checkConstraints } from "./constraints.ts";
import { checkRegion, durationOf, issueSession, roleOf, sessionElements, sessionPoliciesOf } from "./session.ts";
import { verifyToken } from "./web-identity-token.ts";

const ACTION = "sts:AssumeRoleWithWebIdentity";

/** AssumeRoleWithWebIdentity: unsigned; the token is the proof. */
export const assumeRoleWithWebIdentity: QueryOperation = async (world, request, form) => {
  checkConstraints(form, {
    ...ASSUME_ROLE_CONSTRAINTS,
    WebIdentityToken: { required: true, minLength: 4, maxLength: 20_000 },
  });
  const { RoleArn: roleArn = "", RoleSessionName: name = "", WebIdentityToken: token = "" } = form;
  const { account, role } = roleOf(world, roleArn);
  const partition = request.place.partition;
  if (account !== undefined && partition !== undefined && account.partition !== partition) {
    throw new Refusal(400, "ValidationError", "Request ARN is invalid");
  }
  checkRegion(account, regionOf(world, request));
  const { claims, audience, provider } = await verifyToken(world, account, token);
  const sessionPolicies = sessionPoliciesOf(world, form);
  // A role that doesn't exist gets the same words: AWS doesn't tell which roles there are.
  const decision =
    role &&
    decide([role.trustPolicy], {
      action: ACTION,
      principal: { federated: provider.arn },
      context: { ...claimsContext(provider.url, claims), "sts:RoleSessionName": name },
    });
  if (account === undefined || role === undefined || decision !== "allow") {
    throw new Refusal(403, "AccessDenied", `Not authorized to perform ${ACTION}`);
  }
  const seconds = durationOf(form, role, false);
  const session = issueSession(world, {
    account,
    role,
    name,
    seconds,
    sessionPolicies,
    region: regionOf(world, request),
  });
  return {
    Audience: audience,
    Provider: provider.arn,
    SubjectFromWebIdentityToken: String(claims.sub),
    ...sessionElements(session, form.Policy),
  };
};
