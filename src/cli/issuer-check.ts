import { checkIssuer } from "../adapters/gitlab/index.ts";
import type { AuditWorld } from "../commands/audit/audit-reads.ts";

/** How an audit asks what an issuer publishes, as AWS reads it. */
export function issuerCheck(get: Parameters<typeof checkIssuer>[0]): AuditWorld["checkIssuer"] {
  return async (issuer, signal) => {
    const check = await checkIssuer(get, { issuer, liveUrl: null }, signal);
    return check.kind === "read"
      ? { kind: "reached", issuer: check.issuer }
      : { kind: "unreachable", reason: check.detail };
  };
}
