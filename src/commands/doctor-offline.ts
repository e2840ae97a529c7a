import { GitlabEcrError } from "../core/errors/index.ts";
import { type Claims, decodeIdToken } from "../core/identity/index.ts";
import { evaluateTrustPolicy, type TrustResult } from "../core/policy/index.ts";
import { Secret } from "../core/secret/index.ts";
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
  const trustPolicy = await readPolicy(options.trustPolicy, "--trust-policy", world);
  const permissions = await Promise.all(options.permissions.map((path) => readPolicy(path, "--permissions", world)));
  const result = evaluateTrustPolicy(trustPolicy, claims, {
    access: options.access,
    ...(options.repository === null ? {} : { repository: options.repository }),
    ...(options.providerAudiences.length === 0 ? {} : { providerAudiences: options.providerAudiences }),
    ...(permissions.length === 0 ? {} : { permissions }),
  });
  return { ok: true, ...result };
}

function readClaims(text: string, path: string, run: Run): Claims {
  const trimmed = text.trim();
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(trimmed)) {
    run.guard(new Secret(trimmed));
    return decodeIdToken(trimmed);
  }
  const value = parseJson(trimmed);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Claims;
  // The text may be a token that was damaged: it is never echoed.
  const reason = `${nameOf(path)} (--claims) holds neither a JSON object of claims nor a JWT.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
}

/** A role's policy as a file: the document itself, or what `aws iam get-role` printed around it. */
async function readPolicy(path: string, option: string, world: DoctorOfflineWorld): Promise<unknown> {
  const text = await world.readText(path);
  const value = parseJson(text);
  if (value === undefined) {
    const reason = `${nameOf(path)} (${option}) isn't JSON.`;
    throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
  }
  return documentIn(value);
}

interface AwsOutput {
  readonly Role?: { readonly AssumeRolePolicyDocument?: unknown };
  readonly PolicyDocument?: unknown;
  readonly PolicyVersion?: { readonly Document?: unknown };
}

function documentIn(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { Role, PolicyDocument, PolicyVersion } = value as AwsOutput;
  return Role?.AssumeRolePolicyDocument ?? PolicyDocument ?? PolicyVersion?.Document ?? value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may hold a token.
    return undefined;
  }
}

function nameOf(path: string): string {
  return path === "-" ? "Standard input" : path;
}
