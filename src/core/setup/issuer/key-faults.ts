import { isObject, type JsonObject } from "./json-value.ts";

/** One key of a key set: a JSON Web Key, RFC 7517. */
export type Jwk = JsonObject;

/** IAM User Guide, "Create an OpenID Connect (OIDC) identity provider": the most RSA keys of a key set. */
const mostKeys = 100;

/** RFC 7518, section 3.3: keys for RS256 have 2048 bits or more. */
const leastBits = 2048;

/** Members that only whoever signs may have. Source: RFC 7518, sections 6.2.2, 6.3.2 and 6.4. */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** What is wrong with a key set, in clauses; empty where AWS can use it. */
export function keySetFaults(keySet: JsonObject): readonly string[] {
  const { keys } = keySet;
  if (!Array.isArray(keys) || keys.length === 0) return ["the key set holds no keys"];
  if (keys.length > mostKeys) return [`the key set holds ${keys.length} keys, and AWS takes ${mostKeys}`];
  const faults = keys.flatMap((key: unknown, index) => {
    const fault = keyFault(key);
    return fault === null ? [] : [`key ${nameOf(key) ?? index + 1} ${fault}`];
  });
  const names = keys.flatMap((key: unknown) => nameOf(key) ?? []);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [...faults, ...[...new Set(twice)].map((name) => `there are two keys ${name}`)];
}

/** Why AWS can't verify GitLab's tokens with a key, or why it must not be published; null where all is well. */
export function keyFault(key: unknown): string | null {
  if (!isObject(key)) return "isn't an object";
  const secret = privateMembers.find((name) => name in key);
  if (secret !== undefined) return `has a private part (${secret}), which must never leave GitLab`;
  if (nameOf(key) === null) return "has no name (kid), by which AWS finds it";
  if (key.kty !== "RSA") return `is of the type ${JSON.stringify(key.kty ?? null)}, and GitLab signs with RSA keys`;
  if ("alg" in key && key.alg !== "RS256") return `is for ${JSON.stringify(key.alg)}, and GitLab signs with RS256`;
  if ("use" in key && key.use !== "sig") return `is for the use ${JSON.stringify(key.use)}, not for signatures`;
  const bits = typeof key.n === "string" ? bitLength(key.n) : null;
  if (bits === null || typeof key.e !== "string" || bitLength(key.e) === null) return "isn't a whole RSA key";
  return bits < leastBits ? `has ${bits} bits, and RS256 takes ${leastBits} or more` : null;
}

/** A key's name; null where it has none. */
export function nameOf(key: unknown): string | null {
  return isObject(key) && typeof key.kid === "string" && key.kid !== "" ? key.kid : null;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** How many bits the number has that a base64url text writes; null where it writes none. */
function bitLength(text: string): number | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  const first = [...text].findIndex((digit) => digit !== "A");
  if (first < 0) return null;
  const bits = Math.floor((text.length * 6) / 8) * 8;
  return bits - first * 6 - (Math.clz32(digits.indexOf(text[first] ?? "")) - 26);
}
