import { type ContextValue, type ErrorContext, GitlabEcrError } from "../../core/errors/index.ts";
import { type Claims, decodeIdToken, parseRoleArn, type RoleArn } from "../../core/identity/index.ts";
import type { TrustResult } from "../../core/policy/index.ts";
import { readOwnToken } from "../auth-inputs.ts";
import type { LoginOptions } from "../login-options.ts";
import type { Run } from "../run.ts";
import type { DoctorWorld } from "./doctor-world.ts";
import { findReaders } from "./find-readers.ts";
import { readPolicy } from "./read-policy.ts";
import { compareTrust, type ReadTrust, readTrust } from "./read-trust.ts";

/** What explaining a refusal needs of the world. */
export type ExplainWorld = Pick<DoctorWorld, "aws" | "loadIam" | "readText" | "readTokenFile">;

/** Where the trust policy comes from: a copy, or IAM by whoever may read. */
export interface ExplainRequest {
  readonly login: LoginOptions;
  /** `--explain-trust-policy`. */
  readonly trustPolicy: string | null;
}

/**
 * The error of a refused exchange with the comparison of the token and the role's trust policy in its context, as
 * `explanation`. Null where it can't be made: nobody may read the role, or it isn't about a token.
 */
export async function explainRefusal(
  error: GitlabEcrError,
  { login, trustPolicy }: ExplainRequest,
  world: ExplainWorld,
  run: Run,
): Promise<GitlabEcrError | null> {
  const { roleArn, region, claims: shown } = error.context;
  if (error.code !== "trust-denied" || typeof roleArn !== "string" || shown === undefined) return null;
  const role = parseRoleArn(roleArn);
  const token = (await readOwnToken(login, world)) ?? (await world.readTokenFile(login.awsTokenFile ?? ""));
  if (token === null) return null;
  const claims = decodeIdToken(token.reveal());
  const compared =
    trustPolicy === null
      ? await compareRead(
          { role, claims, region: typeof region === "string" ? region : "us-east-1" },
          login,
          world,
          run,
        )
      : await compareCopy(trustPolicy, role, claims, world);
  if (compared === null) return null;
  const explanation = explanationOf(compared.result, compared.source);
  return new GitlabEcrError(error.code, { ...error.context, explanation } as ErrorContext, {
    cause: error.cause,
    remedy: compared.result.verdict === "allow" ? admittedRemedy : error.remedy,
  });
}

/** What to do where the policy would admit the token that AWS refused. */
const admittedRemedy = [
  "By the policy compared here AWS would admit this job. If it was changed moments ago, run the job again in a minute.",
  "If it is a copy, compare it with the role's own.",
  "Else look for a policy of the organisation (SCP or RCP) that denies sts:AssumeRoleWithWebIdentity.",
];

interface Compared {
  readonly result: TrustResult;
  readonly source: string;
}

async function compareCopy(path: string, role: RoleArn, claims: Claims, world: ExplainWorld): Promise<Compared> {
  const policy = readPolicy(await world.readText(path), path, "--explain-trust-policy");
  return { result: compareTrust(policy, claims, { role, read: null }), source: path };
}

async function compareRead(
  { role, claims, region }: { readonly role: RoleArn; readonly claims: Claims; readonly region: string },
  login: LoginOptions,
  world: ExplainWorld,
  run: Run,
): Promise<Compared | null> {
  const readers = findReaders({ login, accountId: role.accountId, region, session: null }, world.aws, run);
  if (!readers.any) return null;
  const iam = await world.loadIam();
  const read: ReadTrust = await readTrust({ role, issuer: String(claims.iss), region }, { iam, readers }, run.signal);
  if (read.role.kind !== "read") return null;
  const result = compareTrust(read.role.value.trustPolicy, claims, { role, read });
  return { result, source: `IAM, read with ${read.role.by}` };
}

function explanationOf({ verdict, grade, statements, findings }: TrustResult, source: string): ContextValue {
  // Results of the policy engine are plain data, as JSON is.
  return { source, verdict, grade, statements, findings } as unknown as ContextValue;
}
