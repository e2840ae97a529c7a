import { randomBytes } from "node:crypto";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * A key id (`AKIA…` of a user, `ASIA…` of a session) that carries its account
 * the way AWS's do: bits 46 to 7 of the first 48 that follow the prefix.
 */
export function accessKeyIdOf(accountId: string, prefix: "AKIA" | "ASIA"): string {
  const [low = 0] = randomBytes(1);
  const head = (1n << 47n) | (BigInt(accountId) << 7n) | BigInt(low & 0x7f);
  const tail = BigInt(`0x${randomBytes(4).toString("hex")}`);
  const bits = (head << 32n) | tail;
  let text = "";
  for (let shift = 75n; shift >= 0n; shift -= 5n) text += BASE32[Number((bits >> shift) & 31n)];
  return prefix + text;
}

/** A unique id as IAM gives them: of a role, a user, a group or a managed policy. */
export function uniqueId(prefix: "AROA" | "AIDA" | "AGPA" | "ANPA"): string {
  return prefix + [...randomBytes(17)].map((byte) => BASE32[byte & 31]).join("");
}

/** A secret access key: 40 characters. */
export function secretAccessKey(): string {
  return randomBytes(30).toString("base64");
}

/** A session token of about the length of AWS's. */
export function sessionToken(): string {
  return `IQoJb3JpZ2luX2Vj${randomBytes(600).toString("base64")}`;
}
