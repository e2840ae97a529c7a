import type { ConditionContext } from "./conditions.ts";

/**
 * The claims of gitlab.com's tokens that AWS exposes besides `sub`, `aud` and
 * `amr` (IAM User Guide, keys for AWS web identity federation). No other
 * GitLab has them.
 */
const GITLAB_COM_CLAIMS = [
  "namespace_id",
  "pipeline_source",
  "project_id",
  "ref_protected",
  "runner_environment",
  "user_access_level",
  "user_email",
  "user_id",
  "user_login",
];

/** The condition keys that a token gives to a trust policy's evaluation. */
export function claimsContext(issuer: string, claims: Record<string, unknown>): ConditionContext {
  const prefix = issuer.replace(/^https:\/\//, "");
  const exposed = ["sub", "aud", "amr", ...(prefix === "gitlab.com" ? GITLAB_COM_CLAIMS : [])];
  const context: ConditionContext = {};
  for (const name of exposed) {
    // The authorised party, where a token has one, is what AWS takes for its audience.
    const value = name === "aud" ? (claims.azp ?? claims.aud) : claims[name];
    if (typeof value === "string" || typeof value === "number") context[`${prefix}:${name}`] = String(value);
    if (Array.isArray(value)) context[`${prefix}:${name}`] = value.map(String);
  }
  return context;
}
