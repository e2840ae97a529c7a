import { GitlabEcrError } from "../../../src/core/errors/index.ts";
import { type Claims, decodeIdToken } from "../../../src/core/identity/index.ts";
import { evaluateTrustPolicy, type TrustResult } from "../../../src/core/policy/index.ts";

/** What the page shows for what was pasted. */
export type Explanation =
  | { readonly kind: "empty" }
  | { readonly kind: "problem"; readonly field: "claims" | "policy"; readonly message: string }
  | { readonly kind: "result"; readonly result: TrustResult; readonly sub: string };

/** Explains whether AWS would admit a token, as the doctor does. Nothing of the token is in the answer but its claims. */
export function explainTrust(token: string, policy: string, audiences: string): Explanation {
  if (token.trim() === "" || policy.trim() === "") return { kind: "empty" };
  const claims = readClaims(token.trim());
  if (typeof claims === "string") return { kind: "problem", field: "claims", message: claims };
  try {
    const providerAudiences = audiences.split(/[\s,]+/).filter((audience) => audience !== "");
    const options = providerAudiences.length === 0 ? {} : { providerAudiences };
    const result = evaluateTrustPolicy(policy, claims as { iss: string }, options);
    return { kind: "result", result, sub: String(claims.sub ?? "") };
  } catch (error) {
    if (!(error instanceof GitlabEcrError)) throw error;
    const field = /polic/i.test(error.message) ? "policy" : "claims";
    return { kind: "problem", field, message: [error.message, ...error.remedy].join(" ") };
  }
}

/** The claims, or what is wrong with them. */
function readClaims(text: string): Claims | string {
  try {
    if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return decodeIdToken(text);
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Claims;
  } catch (error) {
    if (error instanceof GitlabEcrError) return error.message;
  }
  return "This is neither a JWT nor a JSON object of claims.";
}
