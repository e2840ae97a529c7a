import type { ContextValue } from "../errors/index.ts";
import type { Claims } from "./id-token.ts";

/** The claims that decide who may assume a role, and that aren't personal: job logs of public projects are public. */
const tellingNames = ["iss", "aud", "sub", "project_id", "ref", "ref_type", "ref_protected", "environment"] as const;

/** Those claims of a token that may be shown and matter for a trust policy, in a fixed order. */
export function tellingClaims(claims: Claims): Readonly<Record<string, ContextValue>> {
  return Object.fromEntries(
    tellingNames.flatMap((name) => {
      const value = claims[name];
      return value === undefined || value === null ? [] : [[name, value as ContextValue]];
    }),
  );
}
