import { GitlabEcrError } from "../core/errors/index.ts";
import { evaluateTrustPolicy, type TrustResult } from "../core/policy/index.ts";
import { readClaims } from "./doctor/read-claims.ts";
import { readPolicy } from "./doctor/read-policy.ts";
import type { Run } from "./run.ts";

/** What the offline doctor is told. Paths; `-` is standard input. */
export interface DoctorOfflineOptions {
  /** A job's claims: a JSON object, or the JWT itself. */
  readonly claims: string;
  readonly trustPolicy: string;
  readonly permissions: readonly string[];
  /** ARN of the repository that the permissions are checked for; null where none was given. */
  readonly repository: string | null;
  readonly access: "push" | "pull";
  /** Client ids of the account's provider; empty where they aren't known. */
  readonly providerAudiences: readonly string[];
}

/** What the offline doctor needs of the world. */
export interface DoctorOfflineWorld {
  /** The text of a file or, for `-`, of standard input. Throws `input-invalid` where it can't be read. */
  readText(path: string): Promise<string>;
}

/** The answer; `--json` prints it as it is. */
export type DoctorOfflineResult = { readonly ok: true } & TrustResult;

/**
 * Whether AWS would let a job's token assume a role, from the claims and the policies alone.
 *
 * Throws `input-invalid` for what can't be read as claims or policy, and `id-token-malformed` for a broken JWT.
 */
export async function doctorOffline(
  options: DoctorOfflineOptions,
  world: DoctorOfflineWorld,
  run: Run,
): Promise<DoctorOfflineResult> {
  const claims = readClaims(await world.readText(options.claims), options.claims, run);
  const policyIn = async (path: string, option: string) =>
    readPolicy(withoutByteOrderMark(await world.readText(path)), path, option);
  const trustPolicy = await policyIn(options.trustPolicy, "--trust-policy");
  const permissions = await Promise.all(options.permissions.map((path) => policyIn(path, "--permissions")));
  const evaluate = () =>
    evaluateTrustPolicy(trustPolicy, claims, {
      access: options.access,
      ...(options.repository === null ? {} : { repository: options.repository }),
      ...(options.providerAudiences.length === 0 ? {} : { providerAudiences: options.providerAudiences }),
      ...(permissions.length === 0 ? {} : { permissions }),
    });
  return { ok: true, ...asDoctor(evaluate) };
}

/** Editors on Windows write one; JSON has none. */
function withoutByteOrderMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

/** Names the command in what core refuses, since core doesn't know which command asks. */
function asDoctor<T>(evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof GitlabEcrError) || error.code !== "input-invalid") throw error;
    throw new GitlabEcrError(error.code, { ...error.context, command: "doctor" }, { cause: error });
  }
}
