import type { ErrorCode } from "../errors/index.ts";

const fallbackCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "trust-denied",
  "provider-missing",
  "audience-rejected",
  "issuer-unreachable",
  "idp-rejected",
  "idp-unavailable",
  "id-token-expired",
  "answer-invalid",
  "network",
  "timeout",
  "throttled",
]);

/**
 * Whether `--fallback on-error` applies: to refusals and outages of the exchange, never to what only a changed
 * configuration can mend or what the user forbade.
 */
export function allowsFallback(code: ErrorCode): boolean {
  return fallbackCodes.has(code);
}
