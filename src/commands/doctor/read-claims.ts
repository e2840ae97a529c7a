import { GitlabEcrError } from "../../core/errors/index.ts";
import { type Claims, decodeIdToken } from "../../core/identity/index.ts";
import { Secret } from "../../core/secret/index.ts";
import type { Run } from "../run.ts";

/**
 * A job's claims from a text: a JSON object, or the JWT itself. Throws `input-invalid`, and `id-token-malformed` for a
 * broken JWT; the text, which may be a damaged token, is never echoed.
 */
export function readClaims(text: string, path: string, run: Run): Claims {
  const trimmed = text.trim();
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(trimmed)) {
    run.guard(new Secret(trimmed));
    return decodeIdToken(trimmed);
  }
  const value = parseJson(trimmed);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Claims;
  const name = path === "-" ? "Standard input" : path;
  const reason = `${name} (--claims) holds neither a JSON object of claims nor a JWT.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
