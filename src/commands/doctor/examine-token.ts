import { type Step, skipped } from "../../core/diagnosis/index.ts";
import type { GitlabEcrError } from "../../core/errors/index.ts";
import { attempt } from "./attempt.ts";
import type { Case } from "./case.ts";
import { issuerStep } from "./steps/issuer-step.ts";
import { tokenStep } from "./steps/token-step.ts";

/** The token itself, and what its issuer publishes. */
export async function examineToken(
  { way, world, run }: Case,
  exchangeError: GitlabEcrError | null | undefined,
): Promise<Step[]> {
  if (way.method !== "oidc" && way.method !== "claims") {
    return (["token", "issuer"] as const).map((id) => skipped(id, `${way.method} credentials need none`));
  }
  const { claims } = way;
  const token = way.method === "oidc" ? way.token : null;
  const issuer = String(claims.iss);
  const { serverUrl } = world.job;
  const liveUrl = serverUrl !== null && serverUrl !== issuer ? serverUrl : null;
  return [
    tokenStep(token, claims, run.now()),
    await attempt("issuer", run, async () => {
      const report = await world.checkIssuer({ issuer, liveUrl }, run.signal);
      const awsReachedIt = reachedBy(exchangeError);
      return issuerStep({ issuer, report, token, liveUrl, ownAuthorities: world.ownAuthorities, awsReachedIt });
    }),
  ];
}

/** What AWS's answer says of its own way to the issuer: it comes to the trust policy only with the keys at hand. */
function reachedBy(exchangeError: GitlabEcrError | null | undefined): boolean | null {
  if (exchangeError === undefined) return null;
  if (exchangeError === null || exchangeError.code === "trust-denied") return true;
  return exchangeError.code === "issuer-unreachable" ? false : null;
}
