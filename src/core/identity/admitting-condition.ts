import type { Claims } from "./id-token.ts";

/** The `Condition` element of an Allow statement: operator to key to value. */
export type AdmittingCondition = Readonly<Record<"StringEquals", Readonly<Record<string, string | readonly string[]>>>>;

/**
 * The narrowest condition that admits the job of this token: its audience and exact `sub` and, on gitlab.com, where AWS
 * knows more claims, the project's id, which a renamed or reclaimed path can't take over. Null where the token has no
 * `sub` or no `aud`. Source: IAM user guide, keys for AWS web identity federation.
 */
export function admittingCondition(claims: Claims): AdmittingCondition | null {
  const { iss, sub, aud, project_id: projectId } = claims;
  const audience = audienceOf(aud);
  if (typeof iss !== "string" || typeof sub !== "string" || audience === null) return null;
  const prefix = issuerPrefix(iss);
  const pin = prefix === "gitlab.com" && (typeof projectId === "string" || typeof projectId === "number");
  return {
    StringEquals: {
      [`${prefix}:aud`]: audience,
      [`${prefix}:sub`]: sub,
      ...(pin ? { [`${prefix}:project_id`]: String(projectId) } : {}),
    },
  };
}

/** What stands before the colon in an issuer's condition keys: its host and path, without scheme. */
export function issuerPrefix(issuer: string): string {
  return issuer.replace(/^https?:\/\//, "").replace(/\/+$/, "");
}

function audienceOf(aud: unknown): string | readonly string[] | null {
  if (typeof aud === "string") return aud;
  if (!Array.isArray(aud)) return null;
  const audiences = aud.filter((one): one is string => typeof one === "string");
  return audiences.length > 1 ? audiences : (audiences[0] ?? null);
}
