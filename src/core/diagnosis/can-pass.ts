import { isProxyFailure, isTlsFailure } from "./connection-code.ts";
import type { RawFailure } from "./raw-failure.ts";

// AWS SDK reference, "Retry behavior": the codes that services throttle with, but for LimitExceeded. With it IAM, ECR and
// Secrets Manager, all that is called here, speak of quotas, which no waiting changes.
const throttlingCodes: ReadonlySet<string> = new Set([
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "Throttled",
  "Throttling",
  "ThrottlingException",
  "TooManyRequests",
  "TooManyRequestsException",
]);

/** Whether AWS, or what stands before it, refused only because too many calls came at once. */
export function isThrottling(failure: RawFailure): boolean {
  if (failure.kind === "connection") return false;
  return failure.httpStatus === 429 || (failure.kind === "aws" && throttlingCodes.has(failure.awsCode));
}

/**
 * Whether the same call may succeed a moment later: throttling, server errors, broken connections, and an identity
 * provider that AWS didn't reach. It is a property of the failure as it came; the code that explains it says nothing
 * about it.
 */
export function canPass(failure: RawFailure): boolean {
  switch (failure.kind) {
    case "aws":
      return (
        isThrottling(failure) || isPassingStatus(failure.httpStatus) || failure.awsCode === "IDPCommunicationError"
      );
    case "connection":
      return !isTlsFailure(failure) && !isProxyFailure(failure);
    case "answer":
      return isPassingStatus(failure.httpStatus) || isThrottling(failure);
  }
}

/** A server error, or a request that took the server too long to come. */
export function isPassingStatus(httpStatus: number): boolean {
  return httpStatus >= 500 || httpStatus === 408;
}
