import type { LogRule } from "./log-rule.ts";

const keys = { accessKeyIdEnv: "AWS_ACCESS_KEY_ID", secretAccessKeyEnv: "AWS_SECRET_ACCESS_KEY" };

/**
 * What AWS's services, its command line and SDKs write when a login fails. The first rule that fits a line counts.
 * Sources: STS API Reference, AssumeRoleWithWebIdentity and common errors; AWS CLI, its own messages.
 */
export const awsRules: readonly LogRule[] = [
  { pattern: /Not authorized to perform sts:AssumeRoleWithWebIdentity/, code: "trust-denied" },
  {
    pattern: /No OpenIDConnect provider found in your account for (?<issuer>https:\/\/[\w.:/-]{1,255})/,
    code: "provider-missing",
    context: ({ issuer = "" }) => ({ issuer }),
  },
  { pattern: /Incorrect token audience/, code: "audience-rejected" },
  { pattern: /Couldn't retrieve verification key from your identity provider/, code: "issuer-unreachable" },
  {
    pattern:
      /(?<reason>web identity token that was (?:provided|passed) could not be validated|ID Token provided is not a valid JWT|Provided Token is not a Login With)/,
    code: "id-token-malformed",
    context: ({ reason = "" }) => ({ reason: `AWS says: ${reason}` }),
  },
  {
    pattern:
      /Token expired: current date\/time \S{1,40} must be before the expiration date\/time (?<expiredAt>[\w:.+-]{1,40})/,
    code: "id-token-expired",
    context: ({ expiredAt = "" }) => ({ expiredAt: momentOf(expiredAt) }),
  },
  { pattern: /\bIDPCommunicationError\b/, code: "idp-unavailable" },
  { pattern: /\bIDPRejectedClaim\b/, code: "idp-rejected" },
  { pattern: /requested DurationSeconds exceeds/, code: "duration-too-long" },
  {
    pattern: /Request ARN is invalid/,
    code: "role-arn-invalid",
    context: () => ({ roleArn: "it is empty or malformed" }),
    remedy: [
      "Check that the variable with the role's ARN exists for this job (Settings, CI/CD, Variables): most often it is protected and the branch or tag isn't, or it is limited to another environment.",
      "Check that it holds the ARN as the IAM console shows it: arn:aws:iam::123456789012:role/NAME.",
    ],
  },
  {
    pattern: /\b(?<awsCode>MalformedPolicyDocument|PackedPolicyTooLarge)\b/,
    code: "session-policy-invalid",
    context: ({ awsCode = "" }) => ({ awsMessage: awsCode }),
  },
  { pattern: /\bRegionDisabledException\b|STS is not activated in this region/, code: "region-disabled" },
  {
    pattern: /ID token issuance is disabled/,
    code: "id-token-issuance-disabled",
    context: () => ({ reason: "ID token issuance is disabled" }),
  },
  {
    pattern: /Signature (?<reason>expired|not yet current): \d{8}T\d{6}Z|\bRequest(?:Expired|TimeTooSkewed)\b/,
    code: "clock-skew",
    context: ({ reason }) => ({ reason: reason === undefined ? "a request was too old" : `a signature was ${reason}` }),
  },
  {
    pattern: /\b(?:SignatureDoesNotMatch|InvalidSignatureException)\b|request signature we calculated does not match/,
    code: "static-keys-secret-wrong",
    context: () => keys,
  },
  {
    pattern:
      /\b(?<awsCode>InvalidClientTokenId|UnrecognizedClientException|ExpiredToken(?:Exception)?)\b|security token included in the request is (?:invalid|expired)/,
    code: "static-keys-invalid",
    context: ({ awsCode }) => ({ ...keys, awsCode: awsCode ?? "the security token is invalid or expired" }),
  },
  {
    pattern: /Unable to locate credentials|Could not load credentials from any providers|NoCredentialProviders/,
    code: "credentials-missing",
    context: () => ({ reason: "AWS's own tools found no credentials", audience: "sts.amazonaws.com" }),
  },
  { pattern: /You must specify a region|Region is missing\b/, code: "region-missing" },
  {
    pattern:
      /\((?:Throttling|ThrottlingException|RequestLimitExceeded)\)[^(]{0,80}?calling the (?<action>\w{1,60}) operation/,
    code: "throttled",
    context: ({ action = "" }) => ({ action, attempts: "several" }),
  },
  {
    pattern:
      /x509: (?<reason>certificate [\w ]{1,100})|\b(?<code>SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|CERTIFICATE_VERIFY_FAILED)\b/,
    code: "tls",
    context: ({ reason, code }) => ({ reason: reason?.trim() ?? code ?? "its certificate isn't trusted" }),
  },
  {
    pattern: /Could not connect to the endpoint URL: "https:\/\/(?<host>[\w.-]{1,255})/,
    code: "network",
    context: ({ host = "" }) => ({ host, reason: "there was no connection" }),
  },
  {
    pattern:
      /lookup (?<host>[\w.-]{1,200}\.(?:amazonaws\.(?:com\.cn|com|eu)|on\.aws|api\.aws))\b.{0,100}: (?:no such host|i\/o timeout|server misbehaving)/,
    code: "network",
    context: ({ host = "" }) => ({ host, reason: "its name can't be looked up" }),
  },
];

function momentOf(text: string): string {
  return /^\d{10}$/.test(text) ? new Date(Number(text) * 1000).toISOString() : text;
}
