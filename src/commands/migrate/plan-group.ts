import { GitlabEcrError } from "../../core/errors/index.ts";
import {
  type ConcernedVariable,
  concernedVariables,
  countNeeds,
  groupsOf,
  needOf,
  type PlanOfVariables,
  type ProjectNeed,
  type ProjectRow,
  type VariablePlace,
} from "../../core/migration/index.ts";
import { mapBounded } from "../bounded.ts";
import type { Run } from "../run.ts";
import { isRefusal, listOrTell, type UnreadVariables, type VariableLists } from "./list-variables.ts";
import { type MigrationRequest, planMigration } from "./plan-migration.ts";

/** A project as its group lists it. */
export interface ListedProject {
  readonly id: number;
  readonly path: string;
  readonly defaultBranch: string | null;
  readonly ciConfigPath: string | null;
}

/** What planning a group needs of the world. */
export interface GroupWorld extends VariableLists {
  /** Page after page; one is asked for when the one before is done. */
  projects(signal: AbortSignal): AsyncIterable<readonly ListedProject[]>;
  readFile(
    project: string,
    file: { readonly path: string; readonly ref: string },
    signal: AbortSignal,
  ): Promise<string | null>;
  /** Keeps the rows, so that a later run goes on from there. */
  keep(rows: readonly ProjectRow[]): Promise<void>;
}

/** The plan of a group; `--json` prints it as it is. */
export interface GroupPlan {
  readonly ok: true;
  readonly group: string;
  readonly counts: Readonly<Record<ProjectNeed, number>>;
  readonly projects: readonly ProjectRow[];
  /** The CI/CD variables that are concerned of the groups above these projects, and of the instance. */
  readonly variables: readonly ConcernedVariable[];
  /** Groups, and the instance, whose variables couldn't be read. */
  readonly unreadVariables: readonly UnreadVariables[];
}

type PlanRequest = Omit<MigrationRequest, "file" | "project">;

/** Projects at a time: a list's page keeps them busy, and GitLab's limits aren't reached at once. */
const atOnce = 8;

/**
 * Plans the migration of every project of a group: reads each pipeline from GitLab, and keeps a line of it. Projects that
 * `known` has are left out. Of a project that can't be read the reason is kept. Variables of groups and of the instance
 * are read once, at the end. Throws one `GitlabEcrError`.
 */
export async function planGroup(
  group: string,
  request: PlanRequest,
  known: readonly ProjectRow[],
  world: GroupWorld,
  run: Run,
): Promise<GroupPlan> {
  const rows = new Map(known.map((row) => [row.id, row]));
  const add = async (some: readonly ProjectRow[]) => {
    if (some.length === 0) return;
    for (const row of some) rows.set(row.id, row);
    await world.keep([...rows.values()]);
  };
  for await (const page of world.projects(run.signal)) {
    const rest = page.filter(({ id }) => !rows.has(id));
    await add(await mapBounded(rest, atOnce, (project) => rowOf(project, request, world, run)));
    // Rows that are kept already may lack this: an older release wrote them, or the run was stopped here.
    const unasked = page.flatMap(({ id }) => rows.get(id) ?? []).filter(({ variables }) => variables === undefined);
    await add(await mapBounded(unasked, atOnce, (row) => withVariables(row, request, world, run)));
  }
  const projects = [...rows.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const shared = await run.step("list the CI/CD variables of the groups", () =>
    sharedVariables(group, projects, request, world, run),
  );
  return { ok: true, group, counts: countNeeds(projects), projects, ...shared };
}

/** The concerned variables of all groups above projects with a pipeline, and of the instance. */
async function sharedVariables(
  group: string,
  projects: readonly ProjectRow[],
  request: PlanRequest,
  world: VariableLists,
  run: Run,
): Promise<Pick<GroupPlan, "variables" | "unreadVariables">> {
  const takers = takersByGroup(projects);
  const paths = new Set([...groupsOf(`${group}/`), ...takers.keys()]);
  paths.delete(""); // The instance's.
  const places: VariablePlace[] = [
    ...[...paths].sort().map((path) => ({ level: "group" as const, path })),
    { level: "instance", path: null },
  ];
  const read = await mapBounded(places, atOnce, async (place) => {
    const listed = await listOrRefused(place, world, run);
    if (listed.error !== null) return { variables: [], unread: [{ ...place, code: listed.error.code }] };
    const about = aboutVariables(takers.get(place.path ?? "") ?? new Map(), request);
    return { variables: concernedVariables(listed.variables, about), unread: [] };
  });
  return {
    variables: read.flatMap(({ variables }) => variables),
    unreadVariables: read.flatMap(({ unread }) => unread),
  };
}

/** The projects by the variables that they take, for each group above them; the instance is the empty path. */
function takersByGroup(projects: readonly ProjectRow[]): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const groups = new Map<string, Map<string, string[]>>();
  for (const { path, need, takes } of projects) {
    if (need === "no-pipeline") continue;
    for (const group of [...groupsOf(path), ""]) {
      const names = groups.get(group) ?? new Map<string, string[]>();
      for (const name of takes) {
        const before = names.get(name);
        if (before === undefined) names.set(name, [path]);
        else before.push(path);
      }
      groups.set(group, names);
    }
  }
  return groups;
}

/** What a group's plan says that bears on variables: which projects take them. */
function aboutVariables(
  takers: ReadonlyMap<string, readonly string[]>,
  { phase, roleArn, region, registries }: PlanRequest,
): PlanOfVariables {
  const inputs = new Set([
    ...(roleArn === null ? [] : ["role_arn"]),
    ...(region === null ? [] : ["region"]),
    ...(registries.length === 0 ? [] : ["registries"]),
  ]);
  const named = [...takers].map(([name, by]) => ({
    name,
    use: null,
    inScript: null,
    by: projectsText(by),
    replaced: null,
  }));
  return { phase: phase ?? "dual", inputs, takers: named };
}

function projectsText([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first}, and ${others.length} more,`;
}

const nothing = {
  found: 0,
  replaced: 0,
  left: 0,
  risks: 0,
  registries: [],
  takes: [],
  problem: null,
} as const;

async function rowOf(
  { id, path, defaultBranch, ciConfigPath }: ListedProject,
  request: PlanRequest,
  world: GroupWorld,
  run: Run,
): Promise<ProjectRow> {
  if (defaultBranch === null) return { id, path, need: "no-pipeline", ...nothing };
  const file = ciConfigPath ?? ".gitlab-ci.yml";
  // `path@group/project` and addresses are other projects' files.
  if (/@|:\/\//.test(file)) {
    return { id, path, need: "unreadable", ...nothing, problem: `its pipeline is ${file}, which isn't its own` };
  }
  const read = (one: string) => world.readFile(path, { path: one, ref: defaultBranch }, run.signal);
  try {
    const text = await read(file);
    if (text === null) return { id, path, need: "no-pipeline", ...nothing };
    const readText = async (one: string) => (one === file ? text : read(one));
    const planned = await planMigration({ ...request, file, project: path }, { readText }, run);
    const { plan } = planned;
    const sum = (count: (one: (typeof plan.files)[number]) => number) =>
      plan.files.reduce((total, one) => total + count(one), 0);
    const counts = { found: sum(({ findings }) => findings.length), replaced: sum((one) => one.replaced.length) };
    return {
      id,
      path,
      need: needOf(counts),
      ...counts,
      left: sum(({ left }) => left.length),
      risks: plan.risks.length,
      registries: plan.role.registries,
      takes: [...new Set(planned.credentials.map(({ name }) => name))],
      problem: null,
    };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof GitlabEcrError) || !isOfOneProject(error)) throw error;
    return { id, path, need: "unreadable", ...nothing, problem: `${error.code}: ${error.message}` };
  }
}

/** The row with how many of the project's own variables are concerned, where they can be read. */
async function withVariables(
  row: ProjectRow,
  request: PlanRequest,
  world: VariableLists,
  run: Run,
): Promise<ProjectRow> {
  if (row.need === "no-pipeline") return { ...row, variables: null };
  const listed = await listOrRefused({ level: "project", path: row.path }, world, run);
  if (listed.error !== null) return { ...row, variables: null };
  const about = aboutVariables(new Map(row.takes.map((name) => [name, [row.path]])), request);
  return { ...row, variables: concernedVariables(listed.variables, about).length };
}

/** A refusal is an answer; where GitLab can't be asked, a later run goes on. */
async function listOrRefused(place: VariablePlace, world: VariableLists, run: Run) {
  const listed = await listOrTell(place, world, run.signal);
  if (listed.error !== null && !isRefusal(listed.error)) throw listed.error;
  return listed;
}

/** Whether only this project can't be read, and not GitLab. */
function isOfOneProject({ code }: GitlabEcrError): boolean {
  return code === "input-invalid" || code === "gitlab-forbidden" || code === "gitlab-not-found";
}
