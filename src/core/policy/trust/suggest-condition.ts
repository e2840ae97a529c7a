import { claimValues, issuerView, type TokenClaims } from "../../identity/index.ts";
import { escapeVariables } from "../policy-variables.ts";
import { readSub } from "./sub-pattern.ts";
import type { LintTrustOptions } from "./trust-options.ts";

/** A `Condition` element: operator, key, value. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * A condition for Version 2012-10-17 that admits this token's project and ref and nothing else, as safe as the issuer
 * allows: exact `aud` and `sub`, and on gitlab.com the project's id, unless `sub` holds it. On other instances a `sub`
 * without the id can't be pinned better: the finding `no-id-pin` tells how to compose one.
 *
 * @returns an empty block where the token has no `sub`, since nothing safe can be said then
 */
export function suggestCondition(claims: TokenClaims, options: LintTrustOptions = {}): ConditionBlock {
  const { prefix, claims: exposed } = issuerView(claims.iss);
  const sub = claimValues(claims, "sub")?.[0];
  if (sub === undefined || sub === "") return {};
  const audiences = claimValues(claims, "aud") ?? [];
  const audience = audiences.find((value) => options.providerAudiences?.includes(value)) ?? audiences[0];
  const keys: Record<string, string> = {};
  if (audience !== undefined) keys[`${prefix}:aud`] = escapeVariables(audience);
  keys[`${prefix}:sub`] = escapeVariables(sub);
  const parts = readSub(sub, false);
  const projectId = claimValues(claims, "project_id")?.[0];
  if (exposed.includes("project_id") && projectId !== undefined && parts.projectId === null) {
    keys[`${prefix}:project_id`] = escapeVariables(projectId);
  }
  const isProtected = claimValues(claims, "ref_protected")?.[0] === "true";
  if (exposed.includes("ref_protected") && isProtected && parts.ref.kind === "any") {
    keys[`${prefix}:ref_protected`] = "true";
  }
  return { StringEquals: keys };
}
