import { createHash } from "node:crypto";
import { readPrivateFile } from "../system/index.ts";

/** That a job stored a login. */
export interface Claim {
  readonly host: string;
  readonly jobId: string;
  /** Lower-case hexadecimal SHA-256 of `username:password`, wherever that is kept, or of `ownHelperLogin`. */
  readonly sha256: string;
  /** Where our own credential helper was named for the host: the one named before it, or null. */
  readonly helperBefore?: string | null;
  /** When, in ISO 8601. */
  readonly storedAt: string;
}

/** What logins did to a folder. It holds no secret. */
export interface LoginState {
  readonly version: 1;
  /** Whether login made the folder. */
  readonly madeFolder: boolean;
  /** Whether login made `config.json`. */
  readonly madeConfig: boolean;
  /** Whether login added `auths` to it. */
  readonly madeAuths: boolean;
  /** Whether login added `credHelpers` to it. */
  readonly madeCredHelpers?: boolean;
  /** SHA-256 of the token of the job that made its own folder: nobody can know it before the job runs. */
  readonly proof?: string | undefined;
  /** A job can have several for one host while it is replacing a login; any of them is its own. */
  readonly claims: readonly Claim[];
}

/** A login's fingerprint. */
export function fingerprintOf(login: string): string {
  return createHash("sha256").update(login, "utf8").digest("hex");
}

/**
 * Reads a state file; `undefined` where there is none, "broken" where it isn't one that this version knows.
 *
 * Throws `config-unreadable`.
 */
export async function readLoginState(path: string): Promise<LoginState | "broken" | undefined> {
  const text = await readPrivateFile(path);
  return text === undefined ? undefined : (parseLoginState(text) ?? "broken");
}

/** Reads the text of a state file; `undefined` where it isn't one that this version knows. */
function parseLoginState(text: string): LoginState | undefined {
  let value: Partial<Record<keyof LoginState, unknown>>;
  try {
    value = (JSON.parse(text) ?? {}) as typeof value;
  } catch {
    return undefined; // Whoever reads a broken file is told so by the undefined.
  }
  const { version, madeFolder, madeConfig, madeAuths, madeCredHelpers = false, claims } = value;
  if (version !== 1 || !Array.isArray(claims) || !claims.every(isClaim)) return undefined;
  if (![madeFolder, madeConfig, madeAuths, madeCredHelpers].every((made) => typeof made === "boolean"))
    return undefined;
  return value as LoginState;
}

/** The text of a state file. */
export function formatLoginState(state: LoginState): string {
  return `${JSON.stringify(state, undefined, 2)}\n`;
}

function isClaim(value: unknown): value is Claim {
  const { host, jobId, sha256, storedAt, helperBefore = "" } = (value ?? {}) as Partial<Record<keyof Claim, unknown>>;
  return [host, jobId, sha256, storedAt, helperBefore ?? ""].every((text) => typeof text === "string");
}
