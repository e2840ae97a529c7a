import { describe, expect, test } from "vitest";
import {
  type AwsAction,
  allowsFallback,
  canPass,
  codeOfFailure,
  type RawFailure,
} from "../../../src/core/diagnosis/index.ts";
import { catalogue, type ErrorCode } from "../../../src/core/errors/index.ts";

const aws = (action: AwsAction, awsCode: string, awsMessage: string, httpStatus: number): RawFailure => ({
  kind: "aws",
  action,
  host: "sts.eu-west-1.amazonaws.com",
  awsCode,
  awsMessage,
  httpStatus,
  requestId: null,
});
const exchange = "sts:AssumeRoleWithWebIdentity";
const identity = "sts:GetCallerIdentity";
const ecr = "ecr:GetAuthorizationToken";

// STS reference (AssumeRoleWithWebIdentity, common errors), ECR reference, and the services' own words.
describe("what AWS answers", () => {
  test.each<[AwsAction, string, string, number, ErrorCode, boolean]>([
    [exchange, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403, "trust-denied", false],
    [
      exchange,
      "InvalidIdentityToken",
      "No OpenIDConnect provider found in your account for https://gitlab.example.com",
      400,
      "provider-missing",
      false,
    ],
    [exchange, "InvalidIdentityToken", "Incorrect token audience", 400, "audience-rejected", false],
    [
      exchange,
      "InvalidIdentityToken",
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
      400,
      "issuer-unreachable",
      false,
    ],
    [
      exchange,
      "InvalidIdentityToken",
      "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
      400,
      "issuer-unreachable",
      false,
    ],
    [
      exchange,
      "InvalidIdentityToken",
      "The web identity token that was provided could not be validated by AWS",
      400,
      "id-token-malformed",
      false,
    ],
    [
      exchange,
      "InvalidIdentityToken",
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
      400,
      "id-token-malformed",
      false,
    ],
    [
      exchange,
      "ExpiredToken",
      "Token expired: current date/time 1764000000 must be before the expiration date/time 1763990000",
      400,
      "id-token-expired",
      false,
    ],
    [exchange, "IDPCommunicationError", "Error communicating with the identity provider", 400, "idp-unavailable", true],
    [exchange, "IDPRejectedClaim", "The identity provider rejected the claim", 403, "idp-rejected", false],
    [
      exchange,
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      400,
      "duration-too-long",
      false,
    ],
    [exchange, "ValidationError", "Request ARN is invalid", 400, "role-arn-invalid", false],
    [exchange, "ValidationError", "1 validation error detected: something else", 400, "aws-refused", false],
    [exchange, "MalformedPolicyDocument", "Syntax errors in policy.", 400, "session-policy-invalid", false],
    [
      exchange,
      "PackedPolicyTooLarge",
      "Packed policy consumes 120% of allotted space",
      400,
      "session-policy-invalid",
      false,
    ],
    [exchange, "RegionDisabled", "STS is not activated in this region for account", 403, "region-disabled", false],
    [exchange, "Throttling", "Rate exceeded", 400, "throttled", true],
    [exchange, "InternalFailure", "", 500, "network", true],
    [exchange, "ServiceUnavailable", "", 503, "network", true],
    [exchange, "RequestTimeout", "", 408, "network", true],
    [
      identity,
      "InvalidClientTokenId",
      "The security token included in the request is invalid.",
      403,
      "static-keys-invalid",
      false,
    ],
    [
      identity,
      "ExpiredToken",
      "The security token included in the request is expired",
      403,
      "static-keys-invalid",
      false,
    ],
    [
      identity,
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
      403,
      "static-keys-secret-wrong",
      false,
    ],
    [
      identity,
      "SignatureDoesNotMatch",
      "Signature expired: 20261124T000000Z is now earlier than 20261124T014500Z (20261124T020000Z - 15 min.)",
      403,
      "clock-skew",
      false,
    ],
    [
      identity,
      "SignatureDoesNotMatch",
      "Signature not yet current: 20261124T030000Z is still later than 20261124T021500Z",
      403,
      "clock-skew",
      false,
    ],
    [identity, "RequestExpired", "Request has expired", 400, "clock-skew", false],
    [
      ecr,
      "UnrecognizedClient",
      "The security token included in the request is invalid.",
      400,
      "static-keys-invalid",
      false,
    ],
    [
      ecr,
      "InvalidSignature",
      "The request signature we calculated does not match",
      400,
      "static-keys-secret-wrong",
      false,
    ],
    [ecr, "InvalidSignature", "Signature expired: x is now earlier than y", 400, "clock-skew", false],
    [
      ecr,
      "AccessDenied",
      "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ecr:GetAuthorizationToken on resource: *",
      400,
      "ecr-denied",
      false,
    ],
    [ecr, "Throttling", "Rate exceeded", 400, "throttled", true],
    ["iam:UpdateAccessKey", "Throttling", "Rate exceeded", 400, "throttled", true],
    ["iam:CreateRole", "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000", 409, "aws-refused", false],
    [ecr, "Server", "", 500, "network", true],
    [ecr, "BrandNew", "new", 400, "aws-refused", false],
  ])("%s %s %j (%i): %s, can pass: %s", (...row) => {
    const [action, awsCode, message, status, code, passes] = row;
    const failure = aws(action, awsCode, message, status);
    expect([codeOfFailure(failure), canPass(failure)]).toEqual([code, passes]);
  });
});

describe("what the network does", () => {
  const connection = (errorCode: string): RawFailure => ({
    kind: "connection",
    action: exchange,
    host: "h",
    errorCode,
    reason: "",
  });
  const answer = (httpStatus: number): RawFailure => ({
    kind: "answer",
    action: exchange,
    host: "h",
    httpStatus,
    reason: "",
  });

  test.each<[RawFailure, ErrorCode, boolean]>([
    [connection("ECONNREFUSED"), "network", true],
    [connection("ECONNRESET"), "network", true],
    [connection("ENOTFOUND"), "network", true],
    [connection("ETIMEDOUT"), "network", true],
    [connection(""), "network", true],
    [connection("SELF_SIGNED_CERT_IN_CHAIN"), "tls", false],
    [connection("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "tls", false],
    [connection("CERT_HAS_EXPIRED"), "tls", false],
    [connection("ERR_TLS_CERT_ALTNAME_INVALID"), "tls", false],
    [connection("ERR_PROXY_TUNNEL"), "proxy", false],
    [answer(407), "proxy", false],
    [answer(200), "answer-invalid", false],
    [answer(404), "answer-invalid", false],
    [answer(502), "network", true],
  ])("%j: %s, can pass: %s", (failure, code, passes) => {
    expect([codeOfFailure(failure), canPass(failure)]).toEqual([code, passes]);
  });
});

test("--fallback on-error applies to the listed codes and no other", () => {
  const allowed = (Object.keys(catalogue) as ErrorCode[]).filter(allowsFallback).sort();
  expect(allowed).toEqual([
    "answer-invalid",
    "audience-rejected",
    "id-token-expired",
    "idp-rejected",
    "idp-unavailable",
    "issuer-unreachable",
    "network",
    "provider-missing",
    "throttled",
    "timeout",
    "trust-denied",
  ]);
});
