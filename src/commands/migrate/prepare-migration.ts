import type { Step, StepId, StepStatus } from "../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { parseRoleArn, tellingClaims } from "../../core/identity/index.ts";
import type { ExpectedClaims, MigrationState } from "../../core/migration/index.ts";
import type { Grade } from "../../core/policy/index.ts";
import { type EndpointKind, parseRegistryHost } from "../../core/registry/index.ts";
import type { DoctorOptions } from "../doctor/doctor-options.ts";
import type { DoctorWorld } from "../doctor/doctor-world.ts";
import { type ExaminedRole, examineRole } from "../doctor/examine.ts";
import { findWay } from "../doctor/find-way.ts";
import type { LoginOptions } from "../login-options.ts";
import type { Run } from "../run.ts";
import type { ApplyWorld } from "./apply-migration.ts";
import { type MigrationPlan, type MigrationRequest, planMigration } from "./plan-migration.ts";
import { readState, writeState } from "./state-file.ts";

/** What a preparation is told. */
export interface PrepareOptions {
  readonly request: MigrationRequest;
  readonly login: LoginOptions;
  readonly endpoints: EndpointKind;
  readonly access: "push" | "pull";
  /** Names or ARNs; where none is given, those that the pipeline names. */
  readonly repositories: readonly string[];
  /** Whether the state stays as it is. */
  readonly dryRun: boolean;
}

/** Whose token is looked at: that of the job in which this runs, or what one of the project would have. */
export type PrepareEvidence =
  | { readonly kind: "token" }
  | ({ readonly kind: "claims"; readonly notes: readonly string[] } & ExpectedClaims);

/** What a preparation found; `--json` prints it as it is. */
export interface PrepareResult {
  readonly ok: true;
  /** `pass`: role and provider are there, the job is admitted, and may do what it wants with each repository. */
  readonly verdict: "pass" | "fail" | "unknown";
  readonly role: string;
  readonly evidence: PrepareEvidence["kind"];
  /** The claims that were looked at; of the job's own token none. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
  readonly repositories: readonly { readonly name: string | null; readonly steps: readonly Step[] }[];
  /** Of the trust policy; null where it wasn't read. */
  readonly grade: Grade | null;
  /** What was taken for granted. */
  readonly notes: readonly string[];
  /** When it was noted in the state that all is well; null: it isn't. */
  readonly preparedAt: string | null;
  readonly next: { readonly command: string; readonly why: string };
}

/**
 * Looks whether the role that the pipeline needs is there: reads provider, role, trust policy, permissions and
 * repositories as the doctor does, for the job's own token or for the claims that one would have. Where all is well, it
 * is noted in the state. Nothing is changed in AWS. Throws what is wrong usage.
 */
export async function prepareMigration(
  options: PrepareOptions,
  evidence: PrepareEvidence,
  doctor: DoctorWorld,
  world: ApplyWorld,
  run: Run,
): Promise<PrepareResult> {
  const { request, dryRun } = options;
  const { plan } = await planMigration(request, world, run);
  const arn = roleOf(request, plan);
  const wanted = wantedRepositories(options, plan, arn);
  const looked = await look(options, { plan, evidence, wanted }, doctor, run);
  const repositories = looked.access.map(({ steps }, index) => ({ name: wanted[index] ?? null, steps }));
  const verdict = verdictOf(looked.steps, repositories, options.access);
  const state = await readState(world);
  const prepared = preparedAfter(verdict, arn, state.prepared, run.now());
  if (!dryRun && prepared !== state.prepared) await writeState(world, { ...state, prepared });
  const known = dryRun ? state.prepared : prepared;
  return {
    ok: true,
    verdict,
    role: arn,
    evidence: evidence.kind,
    claims: evidence.kind === "claims" ? tellingClaims(evidence.claims) : {},
    steps: looked.steps,
    repositories,
    grade: looked.grade,
    notes: evidence.kind === "claims" ? evidence.notes : [],
    preparedAt: known?.roleArn === arn ? known.at.toISOString() : null,
    next: nextOf(verdict, plan),
  };
}

/** Throws `role-arn-missing`. */
function roleOf({ roleArn }: MigrationRequest, { role }: MigrationPlan): string {
  if (roleArn !== null) return parseRoleArn(roleArn).arn;
  const remedy = [
    "Give the role that jobs shall assume: --role-arn ARN.",
    `If there is none yet, make it: ${role.setup} --apply`,
  ];
  throw new GitlabEcrError("role-arn-missing", { source: "no option and no variable names one" }, { remedy });
}

function wantedRepositories(
  { repositories }: PrepareOptions,
  { role }: MigrationPlan,
  roleArn: string,
): readonly (string | null)[] {
  if (repositories.length > 0) return repositories;
  const { partition } = parseRoleArn(roleArn);
  const named = role.repositories.map(
    ({ account, region, name }) => `arn:${partition}:ecr:${region}:${account}:repository/${name}`,
  );
  return named.length > 0 ? [...new Set(named)] : [null];
}

interface Subject {
  readonly plan: MigrationPlan;
  readonly evidence: PrepareEvidence;
  readonly wanted: readonly (string | null)[];
}

async function look(
  { login, endpoints, access }: PrepareOptions,
  { plan: { role }, evidence, wanted }: Subject,
  doctor: DoctorWorld,
  run: Run,
): Promise<Pick<ExaminedRole, "steps" | "access"> & { readonly grade: Grade | null }> {
  const claims = evidence.kind === "claims" ? evidence.claims : null;
  const options: DoctorOptions = {
    login: {
      ...login,
      registries: role.registries.filter((host) => parseRegistryHost(host) !== null),
      region: login.region ?? role.repositories[0]?.region ?? null,
    },
    claims: claims === null ? null : "-",
    trustPolicy: null,
    repository: null,
    access,
    simulate: false,
    endpoints,
  };
  const world = claims === null ? doctor : { ...doctor, readText: async () => JSON.stringify(claims) };
  const way = await findWay(options, world, run);
  if (way.kind === "stopped") return { steps: [way.step], access: [], grade: null };
  const { found } = way;
  const foretold = evidence.kind === "claims" && found.way.method === "claims";
  const one = foretold ? { ...found, way: { ...found.way, unknownClaims: evidence.unknown } } : found;
  const { steps, trust, access: examined } = await examineRole(one, wanted);
  return { steps: foretold ? steps.map(withRemedy) : steps, access: examined, grade: trust?.grade ?? null };
}

/** What would tell the claims that couldn't be foretold. */
function withRemedy(step: Step): Step {
  if (step.id !== "trust" || step.status !== "unknown" || step.remedy !== null) return step;
  const remedy =
    "Let GITLAB_TOKEN (scope read_api, role Developer) tell what the project is, or run this in a job of it that has an ID token.";
  return { ...step, remedy };
}

function verdictOf(
  steps: readonly Step[],
  repositories: PrepareResult["repositories"],
  access: "push" | "pull",
): PrepareResult["verdict"] {
  const own = repositories.flatMap((one) => one.steps);
  if ([...steps, ...own].some(({ status }) => status === "fail")) return "fail";
  const passes = (id: StepId) => steps.some((step) => step.id === id && step.status === "pass");
  const admitted = passes("exchange") || (passes("provider") && passes("role") && passes("trust"));
  const needed = own.filter(({ id }) => access === "push" || id !== "push");
  const permitted = own.length > 0 && needed.every(({ id, status }) => status === "pass" || isUnnamed(id, status));
  return admitted && permitted ? "pass" : "unknown";
}

/** Where no repository is named, it is permissions on all of them that count. */
function isUnnamed(id: StepId, status: StepStatus): boolean {
  return id === "repository" && status === "skipped";
}

/** The same object where nothing is to be noted. */
function preparedAfter(
  verdict: PrepareResult["verdict"],
  roleArn: string,
  before: MigrationState["prepared"],
  now: Date,
): MigrationState["prepared"] {
  const isNoted = before?.roleArn === roleArn;
  if (verdict === "pass") return isNoted ? before : { at: now, roleArn };
  return verdict === "fail" && isNoted ? null : before;
}

function nextOf(verdict: PrepareResult["verdict"], { role }: MigrationPlan): PrepareResult["next"] {
  switch (verdict) {
    case "pass":
      return { command: "gitlab-ecr migrate apply --write", why: "the role is there, and lets the project's jobs in" };
    case "fail":
      return {
        command: `${role.setup} --apply`,
        why: "it shows what it would make or change, and asks; then run migrate prepare again",
      };
    case "unknown":
      return {
        command: "gitlab-ecr doctor",
        why: "in a job with an ID token it shows whether the job gets in; or run this with credentials that may read IAM",
      };
  }
}
