import { failedWith, passed, type Step, tokenHeader, unclear } from "../../../core/diagnosis/index.ts";
import { type Claims, expiryOf, tellingClaims } from "../../../core/identity/index.ts";
import type { Secret } from "../../../core/secret/index.ts";

/** AWS grants about five minutes after `exp`. */
const leewaySeconds = 300;

/** What the token says, whether it is in time, and whether AWS could verify such a signature. */
export function tokenStep(token: Secret | null, claims: Claims, now: Date): Step {
  const evidence = Object.entries(tellingClaims(claims)).map(([name, value]) => `${name}: ${textOf(value)}`);
  if (token !== null) {
    const { algorithm } = tokenHeader(token.reveal());
    if (algorithm !== "RS256") {
      const reason = `it is signed with ${algorithm ?? "an unnamed algorithm"}, and AWS takes RS256 of GitLab`;
      return failedWith("token", "id-token-malformed", { reason }, evidence);
    }
  }
  const missing = ["sub", "aud"].filter((claim) => claims[claim] === undefined);
  if (missing.length > 0) {
    return failedWith("token", "id-token-malformed", { reason: `it has no ${missing.join(" and no ")}` }, evidence);
  }
  const expiry = expiryOf(claims);
  if (expiry === null) return passed("token", evidence);
  const left = Math.round((expiry.getTime() - now.getTime()) / 1000);
  if (token === null) return passed("token", [...evidence, "taken as it was at the time of the job"]);
  if (left > 0) return passed("token", [...evidence, `valid for another ${left} s`]);
  if (left < -leewaySeconds) {
    return failedWith("token", "id-token-expired", { expiredAt: expiry.toISOString() }, evidence);
  }
  const cause = `it expired ${-left} s ago; AWS grants about five minutes`;
  return unclear("token", cause, "Log in at the start of the job.", evidence);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
