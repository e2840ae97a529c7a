import { GitlabEcrError } from "../../core/errors/index.ts";
import {
  type CredentialSource,
  type IncludedLogin,
  includedLogins,
  type LeftLogin,
  type LoginFinding,
  literalSecrets,
  type NamedRepository,
  newSchemaProblems,
  type PipelineChange,
  type PipelineRisk,
  pipelineRisks,
  type RewrittenPipeline,
  readIncludes,
  readLogins,
  repositoriesIn,
  rewritePipeline,
  surroundingsOf,
  unifiedDiff,
} from "../../core/pipeline/index.ts";
import { parseRegistryHost } from "../../core/registry/index.ts";
import { Secret } from "../../core/secret/index.ts";
import type { Run } from "../run.ts";
import { setupCommandLine } from "./setup-command-line.ts";

/** What a migration is asked for. */
export interface MigrationRequest {
  /** The pipeline file. */
  readonly file: string;
  readonly component: string;
  readonly roleArn: string | null;
  readonly region: string | null;
  /** Registries to log in to; where none is given, those that the pipeline logs in to today. */
  readonly registries: readonly string[];
  /** Null: that of the login which the pipeline includes already, else dual. */
  readonly phase: "dual" | "oidc" | null;
  /** The last day of the fallback to keys, `YYYY-MM-DD`; null: there is none. For the phase dual alone. */
  readonly fallbackUntil: string | null;
  /** Jobs to change; all where none is given. */
  readonly jobs: readonly string[];
  readonly installNode: boolean;
  readonly gitlabUrl: string | null;
  readonly project: string | null;
}

/** A request whose phase is known. */
type PhasedRequest = MigrationRequest & Pick<PipelineChange, "phase">;

/** How a migration gets at the repository's files, by paths from the pipeline file's folder. */
export interface MigrationWorld {
  /** The text of a file; null where there is none. */
  readText(path: string): Promise<string | null>;
}

/** One file of the pipeline, before and after. */
export interface MigratedFile {
  readonly path: string;
  readonly findings: readonly LoginFinding[];
  readonly replaced: readonly LoginFinding[];
  readonly left: readonly LeftLogin[];
  readonly changed: boolean;
  readonly diff: string;
}

/** The role that the pipeline needs. */
export interface NeededRole {
  /** The role that was given. */
  readonly arn: string | null;
  /** The accounts, regions and repositories that the pipeline names. */
  readonly registries: readonly string[];
  readonly repositories: readonly NamedRepository[];
  /** The command that plans the role; words in capitals are for the reader to fill in. */
  readonly setup: string;
}

/** The plan of a migration; `--json` prints it as it is. */
export interface MigrationPlan {
  readonly ok: true;
  readonly phase: "dual" | "oidc";
  readonly component: string;
  readonly inputs: PipelineChange["inputs"];
  readonly files: readonly MigratedFile[];
  /** Our components that the pipeline includes already, and the jobs that log in by them. */
  readonly included: readonly IncludedLogin[];
  readonly role: NeededRole;
  readonly risks: readonly (PipelineRisk & { readonly file: string })[];
  readonly notes: readonly string[];
}

/** The plan, and the files as they shall be. */
export interface PlannedMigration {
  readonly plan: MigrationPlan;
  readonly texts: readonly { readonly path: string; readonly text: string }[];
  /** The variables that logins take passwords and keys from. */
  readonly credentials: readonly (CredentialSource & { readonly file: string })[];
}

// GitLab reads no more includes of one pipeline. Source: GitLab, "Instance limits", maximum includes.
const mostFiles = 150;

/**
 * Plans how a pipeline leaves its keys: reads the file and what it includes of the same repository, finds its logins,
 * and rewrites what is certain. It writes nothing. Secrets that the files hold are told to the run's redactor.
 *
 * Throws `input-invalid` where the file isn't there or isn't YAML.
 */
export async function planMigration(
  asked: MigrationRequest,
  world: MigrationWorld,
  run: Pick<Run, "guard">,
): Promise<PlannedMigration> {
  const { files, notes, unseen } = await readFiles(asked.file, world, run);
  const included = includedLogins(files, isUnknownComponent(asked.component) ? null : asked.component);
  const component = componentFor(asked.component, included);
  const request = { ...asked, component, phase: asked.phase ?? phaseOf(included) };
  const read = files.map(({ text }) => readLogins(text));
  const findings = read.map((one) => one.findings);
  const change = changeFor(request, findings.flat());
  const outcomes = files.map(({ path, text }, index) => {
    const others = files.filter((_, other) => other !== index).map((one) => one.text);
    return { path, before: text, ...checked(text, rewritePipeline(text, change, surroundingsOf(others))) };
  });
  const repositories = files.flatMap(({ text }) => repositoriesIn(text));
  const plan: MigrationPlan = {
    ok: true,
    phase: request.phase,
    component: request.component,
    inputs: change.inputs,
    files: outcomes.map(({ path, before, text, ...outcome }, index) => ({
      path,
      findings: findings[index] ?? [],
      replaced: outcome.replaced,
      left: outcome.left,
      changed: outcome.changed,
      diff: unifiedDiff(path, before, text),
    })),
    included,
    role: neededRole(request, change, findings.flat(), repositories),
    risks: outcomes.flatMap(({ path, before, replaced }) => {
      return pipelineRisks(before, replaced, change).map((risk) => ({ file: path, ...risk }));
    }),
    notes: [...notes, ...unseen.filter((one) => !isOurs(one, included)).map(unseenNote)],
  };
  const credentials = files.flatMap(({ path }, index) =>
    (read[index]?.credentials ?? []).map((source) => ({ file: path, ...source })),
  );
  return { plan, texts: outcomes.filter(({ changed }) => changed), credentials };
}

/** Whether an address still has the words in capitals that stand for what isn't known. */
export function isUnknownComponent(component: string): boolean {
  return /\bVERSION$|\/GROUP\//.test(component);
}

/** The address that is asked for; where none is, that of the login which the pipeline includes already. */
function componentFor(asked: string, included: readonly IncludedLogin[]): string {
  if (!isUnknownComponent(asked)) return asked;
  const addresses = included.map(({ component }) => component);
  return addresses.find((one) => /\/login@[^@]+$/.test(one) && !isUnknownComponent(one)) ?? asked;
}

/** An include whose file isn't in the repository. */
interface UnseenInclude {
  readonly path: string;
  readonly name: string;
}

function isOurs({ path, name }: UnseenInclude, included: readonly IncludedLogin[]): boolean {
  return included.some(({ file, component }) => file === path && component === name);
}

function unseenNote({ path, name }: UnseenInclude): string {
  return `${path} includes ${name}, which can't be seen from here.`;
}

/** A pipeline that does without keys isn't led back to them by a command that says nothing of it. */
function phaseOf(included: readonly IncludedLogin[]): "dual" | "oidc" {
  return included.find(({ phase }) => phase !== null)?.phase ?? "dual";
}

/** The file as it was where GitLab's schema has something against what came out. */
function checked(before: string, outcome: RewrittenPipeline): RewrittenPipeline {
  if (!outcome.changed) return outcome;
  const [problem] = newSchemaProblems(before, outcome.text);
  if (problem === undefined) return outcome;
  const reason = `GitLab's schema of pipelines refuses what would come out: ${problem}.`;
  const left = [...outcome.replaced.map((login) => ({ ...login, reason })), ...outcome.left];
  return { text: before, changed: false, replaced: [], left };
}

async function readFiles(file: string, world: MigrationWorld, run: Pick<Run, "guard">) {
  const files: { readonly path: string; readonly text: string }[] = [];
  const notes: string[] = [];
  const unseen: UnseenInclude[] = [];
  const waiting = new Set([file]);
  for (const path of waiting) {
    const text = await world.readText(path);
    if (text === null) {
      if (files.length === 0) throw missing(file);
      notes.push(`${path} is included, and isn't there.`);
      continue;
    }
    for (const value of literalSecrets(text)) run.guard(new Secret(value));
    files.push({ path, text });
    const includes = includesOf(path, text);
    unseen.push(...includes.unseen.map((name) => ({ path, name })));
    for (const one of includes.local) if (waiting.size < mostFiles) waiting.add(one);
  }
  return { files, notes, unseen };
}

/** The error for what isn't YAML names the file, too. */
function includesOf(path: string, text: string) {
  try {
    return readIncludes(text);
  } catch (error) {
    if (!(error instanceof GitlabEcrError) || error.code !== "input-invalid") throw error;
    const reason = `${path}: ${error.message}`;
    const context = { ...error.context, reason, file: path };
    throw new GitlabEcrError("input-invalid", context, { cause: error, remedy: error.remedy });
  }
}

function missing(path: string): GitlabEcrError {
  const remedy = ["Run it in the repository's folder, or name the file, as in gitlab-ecr migrate plan FILE."];
  return new GitlabEcrError("input-invalid", { reason: `There is no ${path}.`, command: "migrate plan" }, { remedy });
}

function changeFor(request: PhasedRequest, findings: readonly LoginFinding[]): PipelineChange {
  const hosts = request.registries.length > 0 ? request.registries : knownHosts(findings);
  const region = request.region ?? parseRegistryHost(hosts[0] ?? "")?.region ?? null;
  return {
    component: request.component,
    phase: request.phase,
    inputs: {
      ...(request.roleArn === null ? {} : { role_arn: request.roleArn }),
      ...(region === null ? {} : { region }),
      ...(hosts.length === 0 ? {} : { registries: hosts.join(" ") }),
      ...(request.installNode ? { install_node: true } : {}),
      ...(request.fallbackUntil === null || request.phase !== "dual" ? {} : { fallback_until: request.fallbackUntil }),
    },
    ...(request.jobs.length === 0 ? {} : { jobs: request.jobs }),
  };
}

/** The registries of today; none where some login's registry isn't known: the component then takes the account's own. */
function knownHosts(findings: readonly LoginFinding[]): string[] {
  const logins = findings.filter(({ kind }) => /^(?:get-login|docker-login|crane)/.test(kind));
  if (logins.some(({ registry }) => registry === null)) return [];
  return [...new Set(logins.flatMap(({ registry }) => registry ?? []))];
}

function neededRole(
  request: MigrationRequest,
  { inputs }: PipelineChange,
  findings: readonly LoginFinding[],
  repositories: readonly NamedRepository[],
): NeededRole {
  const registries = [...new Set(findings.flatMap(({ registry }) => registry ?? []))];
  return {
    arn: request.roleArn,
    registries,
    repositories,
    setup: setupCommandLine({
      ...request,
      region: String(inputs.region ?? "") || null,
      hosts: registries,
      repositories,
    }),
  };
}
