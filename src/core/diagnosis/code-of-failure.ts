import type { LoginCode } from "../errors/index.ts";
import { isPassingStatus, isThrottling } from "./can-pass.ts";
import { isProxyFailure, isTlsFailure } from "./connection-code.ts";
import type { RawFailure } from "./raw-failure.ts";

type AwsFailure = Extract<RawFailure, { kind: "aws" }>;

interface Rule {
  /** AWS's code, without a trailing `Exception`. */
  readonly awsCode: RegExp;
  /** Tells apart failures that share a code; any message where left out. */
  readonly message?: RegExp;
  readonly code: LoginCode;
}

const clockRules: readonly Rule[] = [
  { awsCode: /^RequestExpired$|^RequestInTheFuture$|^RequestTimeTooSkewed$/, code: "clock-skew" },
  {
    awsCode: /^(?:SignatureDoesNotMatch|InvalidSignature)$/,
    message: /Signature (?:expired|not yet current)/i,
    code: "clock-skew",
  },
];

const keyRules: readonly Rule[] = [
  ...clockRules,
  { awsCode: /^(?:SignatureDoesNotMatch|InvalidSignature|IncompleteSignature)$/, code: "static-keys-secret-wrong" },
  {
    awsCode: /^(?:InvalidClientTokenId|UnrecognizedClient|ExpiredToken|InvalidAccessKeyId|InvalidToken|AuthFailure)$/,
    code: "static-keys-invalid",
  },
];

/** What both ways to assume a role can be refused for. */
const roleRules: readonly Rule[] = [
  { awsCode: /^RegionDisabled$/, code: "region-disabled" },
  { awsCode: /^(?:MalformedPolicyDocument|PackedPolicyTooLarge)$/, code: "session-policy-invalid" },
  { awsCode: /^ValidationError$/, message: /MaxSessionDuration|1 hour session limit/i, code: "duration-too-long" },
  { awsCode: /^ValidationError$/, message: /is not attachable|policyArns/i, code: "session-policy-invalid" },
  { awsCode: /^ValidationError$/, message: /Request ARN is invalid|roleArn/i, code: "role-arn-invalid" },
];

/** STS reference, AssumeRoleWithWebIdentity, and the words that the service uses in fact. */
const exchangeRules: readonly Rule[] = [
  { awsCode: /^AccessDenied$/, code: "trust-denied" },
  { awsCode: /^InvalidIdentityToken$/, message: /No OpenIDConnect provider found/i, code: "provider-missing" },
  { awsCode: /^InvalidIdentityToken$/, message: /Incorrect token audience/i, code: "audience-rejected" },
  {
    awsCode: /^InvalidIdentityToken$/,
    message:
      /retrieve verification key|OpenIDConnect provider'?s HTTPS certificate|doesn'?t match configured thumbprint/i,
    code: "issuer-unreachable",
  },
  { awsCode: /^InvalidIdentityToken$/, message: /\bexpired\b/i, code: "id-token-expired" },
  { awsCode: /^InvalidIdentityToken$/, code: "id-token-malformed" },
  { awsCode: /^ExpiredToken$/, code: "id-token-expired" },
  { awsCode: /^IDPRejectedClaim$/, code: "idp-rejected" },
  { awsCode: /^IDPCommunicationError$/, code: "idp-unavailable" },
  ...roleRules,
  { awsCode: /^ValidationError$/, message: /webIdentityToken/i, code: "id-token-malformed" },
];

/** Reads are judged by whoever makes them; here they only share what is wrong with keys. */
const rulesByAction: Readonly<Partial<Record<RawFailure["action"], readonly Rule[]>>> = {
  "sts:AssumeRole": [...keyRules, { awsCode: /^AccessDenied$/, code: "chain-denied" }, ...roleRules],
  "sts:AssumeRoleWithWebIdentity": exchangeRules,
  "sts:GetCallerIdentity": [...keyRules, { awsCode: /^RegionDisabled$/, code: "region-disabled" }],
  "ecr:GetAuthorizationToken": [...keyRules, { awsCode: /^AccessDenied$/, code: "ecr-denied" }],
  "ecr-public:GetAuthorizationToken": [...keyRules, { awsCode: /^AccessDenied$/, code: "ecr-public-denied" }],
  "the credential chain": keyRules,
};

/** The catalogue's code for a failed call. */
export function codeOfFailure(failure: RawFailure): LoginCode {
  if (isProxyFailure(failure)) return "proxy";
  switch (failure.kind) {
    case "connection":
      return isTlsFailure(failure) ? "tls" : "network";
    case "answer":
      return isPassingStatus(failure.httpStatus) ? "network" : "answer-invalid";
    case "aws":
      return codeOfAwsFailure(failure);
  }
}

function codeOfAwsFailure(failure: AwsFailure): LoginCode {
  if (isThrottling(failure)) return "throttled";
  const rule = (rulesByAction[failure.action] ?? keyRules).find(
    ({ awsCode, message }) => awsCode.test(failure.awsCode) && (message?.test(failure.awsMessage) ?? true),
  );
  if (rule !== undefined) return rule.code;
  return isPassingStatus(failure.httpStatus) ? "network" : "aws-refused";
}
