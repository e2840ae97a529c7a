import { GitlabEcrError } from "../../core/errors/index.ts";
import { countNeeds, needOf, type ProjectNeed, type ProjectRow } from "../../core/migration/index.ts";
import { mapBounded } from "../bounded.ts";
import type { Run } from "../run.ts";
import { type MigrationRequest, planMigration } from "./plan-migration.ts";

/** A project as its group lists it. */
export interface ListedProject {
  readonly id: number;
  readonly path: string;
  readonly defaultBranch: string | null;
  readonly ciConfigPath: string | null;
}

/** What planning a group needs of the world. */
export interface GroupWorld {
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
}

/** Projects at a time: a list's page keeps them busy, and GitLab's limits aren't reached at once. */
const atOnce = 8;

/**
 * Plans the migration of every project of a group: reads each pipeline from GitLab, and keeps a line of it. Projects that
 * `known` has are left out. Of a project that can't be read the reason is kept. Throws one `GitlabEcrError`.
 */
export async function planGroup(
  group: string,
  request: Omit<MigrationRequest, "file" | "project">,
  known: readonly ProjectRow[],
  world: GroupWorld,
  run: Run,
): Promise<GroupPlan> {
  const rows = [...known];
  const done = new Set(known.map(({ id }) => id));
  for await (const page of world.projects(run.signal)) {
    const rest = page.filter(({ id }) => !done.has(id));
    if (rest.length === 0) continue;
    rows.push(...(await mapBounded(rest, atOnce, (project) => rowOf(project, request, world, run))));
    await world.keep(rows);
  }
  const projects = rows.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { ok: true, group, counts: countNeeds(projects), projects };
}

const nothing = { found: 0, replaced: 0, left: 0, risks: 0, registries: [], problem: null } as const;

async function rowOf(
  { id, path, defaultBranch, ciConfigPath }: ListedProject,
  request: Omit<MigrationRequest, "file" | "project">,
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
    const { plan } = await planMigration({ ...request, file, project: path }, { readText }, run);
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
      problem: null,
    };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof GitlabEcrError) || !isOfOneProject(error)) throw error;
    return { id, path, need: "unreadable", ...nothing, problem: `${error.code}: ${error.message}` };
  }
}

/** Whether only this project can't be read, and not GitLab. */
function isOfOneProject({ code }: GitlabEcrError): boolean {
  return code === "input-invalid" || code === "gitlab-forbidden" || code === "gitlab-not-found";
}
