import { type ErrorContext, GitlabEcrError, type LoginCode } from "../errors/index.ts";
import {
  type Claims,
  conditionKeyPrefix,
  expiryOf,
  principalOf,
  type RoleArn,
  tellingClaims,
} from "../identity/index.ts";
import { suggestCondition } from "../policy/index.ts";
import { codeOfFailure } from "./code-of-failure.ts";
import type { RawFailure } from "./raw-failure.ts";

/** What is known about the call that failed. */
export interface FailureFacts {
  readonly attempts: number;
  readonly region: string;
  /** The exchange's facts; null for other calls. */
  readonly exchange: { readonly role: RoleArn; readonly claims: Claims; readonly durationSeconds: number } | null;
  /** A chained role's facts, where one was to be assumed. */
  readonly chain?: { readonly role: RoleArn; readonly durationSeconds: number };
  /** Names of the variables that hold the static keys; null where the credentials came from elsewhere. */
  readonly keys: { readonly accessKeyIdEnv: string; readonly secretAccessKeyEnv: string } | null;
  /** Who made the call; null where that isn't known yet. */
  readonly identity: string | null;
}

/** The error that explains a failed call to the user: the catalogue's code with everything that is known filled in. */
export function explainFailure(failure: RawFailure, facts: FailureFacts): GitlabEcrError {
  const code = codeOfFailure(failure);
  return new GitlabEcrError(forCredentials(code, facts), {
    ...awsContext(failure),
    action: failure.action,
    host: failure.host,
    region: facts.region,
    attempts: facts.attempts,
    ...(facts.identity === null ? {} : { identity: facts.identity }),
    ...keyContext(facts),
    ...exchangeContext(code, facts),
    ...chainContext(facts),
  });
}

/** The variables' names and nothing else: what a caller gives may hold the keys themselves. */
function keyContext({ keys }: FailureFacts): ErrorContext {
  if (keys === null) return {};
  const { accessKeyIdEnv, secretAccessKeyEnv } = keys;
  return { accessKeyIdEnv, secretAccessKeyEnv };
}

/** Codes that speak of static keys don't fit credentials of another origin. */
function forCredentials(code: LoginCode, facts: FailureFacts): LoginCode {
  const aboutKeys = code === "static-keys-invalid" || code === "static-keys-secret-wrong";
  return aboutKeys && facts.keys === null ? "aws-refused" : code;
}

function awsContext(failure: RawFailure): ErrorContext {
  switch (failure.kind) {
    case "aws":
      return {
        awsCode: failure.awsCode,
        awsMessage: failure.awsMessage,
        httpStatus: failure.httpStatus,
        reason: failure.awsMessage === "" ? `HTTP ${failure.httpStatus}` : failure.awsMessage,
        ...packedSize(failure.awsMessage),
        ...(failure.requestId === null ? {} : { requestId: failure.requestId }),
      };
    case "connection":
      return { reason: failure.reason, ...(failure.errorCode === "" ? {} : { errorCode: failure.errorCode }) };
    case "answer":
      return { reason: failure.reason, httpStatus: failure.httpStatus };
  }
}

function chainContext({ chain, identity }: FailureFacts): ErrorContext {
  if (chain === undefined) return {};
  const { arn, roleName, accountId } = chain.role;
  return {
    roleArn: arn,
    roleName,
    accountId,
    duration: chain.durationSeconds,
    ...(identity === null ? {} : { principal: principalOf(identity) }),
  };
}

/** How much of the space for session policies is used, in percent. Source: STS, PackedPolicyTooLarge. */
function packedSize(message: string): ErrorContext {
  const percent = /\b(\d+)\s?% of allotted space/i.exec(message)?.[1];
  return percent === undefined ? {} : { packedSizePercent: Number(percent) };
}

function exchangeContext(code: LoginCode, { exchange }: FailureFacts): ErrorContext {
  if (exchange === null) return {};
  const { role, claims, durationSeconds } = exchange;
  const issuer = typeof claims.iss === "string" ? claims.iss : "";
  const audience = typeof claims.aud === "string" ? claims.aud : JSON.stringify(claims.aud ?? null);
  const expiry = expiryOf(claims);
  const condition = code === "trust-denied" ? suggestCondition({ ...claims, iss: issuer }) : null;
  return {
    roleArn: role.arn,
    roleName: role.roleName,
    accountId: role.accountId,
    issuer,
    audience,
    providerArn: `arn:${role.partition}:iam::${role.accountId}:oidc-provider/${conditionKeyPrefix(issuer)}`,
    duration: durationSeconds,
    ...(expiry === null ? {} : { expiredAt: expiry.toISOString() }),
    ...(identityCodes.has(code) ? { claims: tellingClaims(claims) } : {}),
    ...(condition === null ? {} : { condition }),
  };
}

/** Codes whose cause may be read off the claims. */
const identityCodes: ReadonlySet<LoginCode> = new Set<LoginCode>([
  "trust-denied",
  "provider-missing",
  "audience-rejected",
  "issuer-unreachable",
  "idp-rejected",
]);
