import { failed, type Step, type StepId, stepNames } from "../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { type AuthChoice, chooseAuth, decodeIdToken, parseRoleArn, type RoleArn } from "../../core/identity/index.ts";
import { type PartitionName, parseRegistry, type RegistryTargets, registryTargets } from "../../core/registry/index.ts";
import { authInputs, chosenToken, readOwnToken } from "../auth-inputs.ts";
import type { Run } from "../run.ts";
import type { Case, Way } from "./case.ts";
import type { DoctorOptions } from "./doctor-options.ts";
import type { DoctorWorld } from "./doctor-world.ts";
import { readClaims } from "./read-claims.ts";

/** How a login would go about it, or the step that stops it before anything is asked. */
export type FoundWay =
  | { readonly kind: "case"; readonly found: Case; readonly because: string }
  | { readonly kind: "stopped"; readonly step: Step };

/** Finds out how a login would authenticate here, and where it would log in. Throws what is wrong usage. */
export async function findWay(options: DoctorOptions, world: DoctorWorld, run: Run): Promise<FoundWay> {
  try {
    const { way, because } = await (options.claims === null ? ownWay(options, world) : claimsWay(options, world, run));
    const role = "role" in way ? way.role : null;
    if (role !== null) checkAccount(role, options);
    const targets = targetsOf(options, way);
    const region = targets.stsRegion;
    return { kind: "case", because, found: { options, world, run, way, region, targets: targets.regions } };
  } catch (error) {
    const step = error instanceof GitlabEcrError ? stepOfCode(error.code) : null;
    if (step === null) throw error;
    return { kind: "stopped", step: failed(step, error as GitlabEcrError) };
  }
}

async function ownWay(
  { login }: DoctorOptions,
  world: DoctorWorld,
): Promise<{ readonly way: Way; readonly because: string }> {
  const ownToken = await readOwnToken(login, world);
  const choice: AuthChoice = chooseAuth(authInputs(login, ownToken));
  const { method, because } = choice;
  if (method !== "oidc") return { way: { method, choice }, because: `auth: ${method} (${because})` };
  const role = parseRoleArn(choice.role.value);
  const token = await chosenToken(choice.token, ownToken, login, world);
  const claims = decodeIdToken(token.reveal());
  return { way: { method, choice, role, token, claims }, because: `auth: oidc (${because})` };
}

async function claimsWay(
  { login, claims: path }: DoctorOptions,
  world: DoctorWorld,
  run: Run,
): Promise<{ readonly way: Way; readonly because: string }> {
  const arn = login.role?.value ?? login.awsRole;
  if (arn === null) throw new GitlabEcrError("role-arn-missing", { source: "--claims needs --role-arn" });
  const claims = readClaims(await world.readText(path ?? "-"), path ?? "-", run);
  if (typeof claims.iss !== "string" || claims.iss === "") {
    throw new GitlabEcrError("id-token-malformed", { reason: "the claims have no iss" });
  }
  const because = "a job's claims were given: nothing can be exchanged, the policies are compared";
  return { way: { method: "claims", role: parseRoleArn(arn), claims }, because };
}

function checkAccount({ accountId }: RoleArn, { login: { allowedAccountIds } }: DoctorOptions): void {
  if (allowedAccountIds.length === 0 || allowedAccountIds.includes(accountId)) return;
  throw new GitlabEcrError("account-not-allowed", { accountId, allowed: allowedAccountIds });
}

/** IAM's own region of each partition, for where only policies are read. Source: IAM endpoints, AWS General Reference. */
const iamRegions: Readonly<Record<PartitionName, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
  "aws-eusc": "eusc-de-east-1",
  "aws-iso": "us-iso-east-1",
  "aws-iso-b": "us-isob-east-1",
  "aws-iso-e": "eu-isoe-west-1",
  "aws-iso-f": "us-isof-south-1",
};

function targetsOf({ login, endpoints }: DoctorOptions, way: Way): RegistryTargets {
  const partition = "role" in way ? way.role.partition : null;
  const registries = login.registries.map(parseRegistry);
  if (registries.some(({ kind }) => kind === "public")) {
    throw new GitlabEcrError("input-invalid", { reason: "The doctor doesn't examine ECR Public.", command: "doctor" });
  }
  if (way.method === "claims" && registries.length === 0 && login.region === null) {
    return { stsRegion: iamRegions[way.role.partition], regions: [] };
  }
  return registryTargets(registries, login.region, partition, endpoints);
}

/** The step that a code before any call belongs to; null for what is wrong usage of the doctor itself. */
function stepOfCode(code: GitlabEcrError["code"]): StepId | null {
  if (code === "role-arn-missing" || code === "role-arn-invalid") return "role";
  if (code === "input-invalid" || code === "registry-invalid" || code === "endpoint-insecure") return null;
  if (code.startsWith("id-token-")) return "token";
  return code in stepNames || code === "interrupted" || code === "internal" ? null : "job";
}
