import type { OptionSpec } from "./option-spec.ts";

/** Login's option for a copy of the role's trust policy. */
export const explainTrustPolicySpec = {
  name: "explain-trust-policy",
  value: "FILE",
  description: "copy of the role's trust policy, to compare the token with when AWS refuses it",
} as const satisfies OptionSpec;
