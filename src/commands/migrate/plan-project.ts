import { GitlabEcrError } from "../../core/errors/index.ts";
import {
  type ConcernedVariable,
  concernedVariables,
  gitlabRisks,
  type PlanOfVariables,
  type PlanRisk,
  type ProjectCircumstances,
  type VariablePlace,
} from "../../core/migration/index.ts";
import { mapBounded } from "../bounded.ts";
import type { Run } from "../run.ts";
import { isRefusal, listOrTell, type UnreadVariables, type VariableLists } from "./list-variables.ts";
import type { MigrationPlan, PlannedMigration } from "./plan-migration.ts";

/** A project as GitLab shows it, as far as its migration is concerned. */
export interface AskedProject extends Pick<ProjectCircumstances, "defaultBranch" | "sharedWith"> {
  /** As it is now: another than the one asked for where that was renamed. */
  readonly path: string;
  /** Paths of the groups that it is in, the nearest first; none for a user's own project. */
  readonly groups: readonly string[];
}

/** What a plan asks GitLab for. Each throws one `GitlabEcrError`. */
export interface ProjectApi extends VariableLists {
  readProject(project: string, signal: AbortSignal): Promise<AskedProject>;
  readVersion(signal: AbortSignal): Promise<string>;
  /** Whether a branch of the project is protected. */
  isProtected(project: string, branch: string, signal: AbortSignal): Promise<boolean>;
}

/** The plan of a project: that of its pipeline, and what GitLab says of it; `--json` prints it as it is. */
export interface ProjectPlan extends Omit<MigrationPlan, "risks"> {
  readonly risks: readonly PlanRisk[];
  /** The CI/CD variables that are concerned; null: GitLab wasn't asked, or let none be read. */
  readonly variables: readonly ConcernedVariable[] | null;
  readonly unreadVariables: readonly UnreadVariables[];
}

/** The plan of a pipeline for which GitLab isn't asked. */
export function planFromFiles({ plan }: PlannedMigration): ProjectPlan {
  return { ...plan, variables: null, unreadVariables: [] };
}

/**
 * Adds to the plan of a pipeline what GitLab says of its project: the CI/CD variables that are concerned, on every level,
 * and more risks. What GitLab refuses, or doesn't answer in half of the time that is left, is a note: the plan stays.
 */
export async function planWithGitlab(
  planned: PlannedMigration,
  path: string,
  api: ProjectApi,
  run: Run,
): Promise<ProjectPlan> {
  const signal = run.halfOfTheRest();
  const notes: string[] = [];
  const tried = async <T>(what: string, asking: Promise<T>): Promise<T | null> => {
    try {
      return await asking;
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof GitlabEcrError)) throw error;
      notes.push(`${what}: ${error.message}`);
      return null;
    }
  };
  const plan = planFromFiles(planned);
  const project = await run.step("look the project up in GitLab", () =>
    tried("GitLab wasn't asked for more than the project", api.readProject(path, signal)),
  );
  if (project === null) return { ...plan, notes: [...plan.notes, ...notes] };

  const places = [
    { level: "project", path: project.path } as const,
    ...project.groups.map((group) => ({ level: "group", path: group }) as const),
    { level: "instance", path: null } as const,
  ];
  const listed = await run.step("list the CI/CD variables", () => listAll(places, api, signal));
  const { defaultBranch, sharedWith } = project;
  const [version, defaultProtected] = await run.step("look at GitLab's version and the default branch", () =>
    Promise.all([
      tried("GitLab's version isn't known", api.readVersion(signal)),
      defaultBranch === null
        ? null
        : tried(
            "Whether the default branch is protected isn't known",
            api.isProtected(project.path, defaultBranch, signal),
          ),
    ]),
  );
  const about = variablesOfPlan(planned);
  const variables = concernedVariables(listed.variables, about);
  const circumstances = { version, defaultBranch, defaultProtected, sharedWith };
  return {
    ...plan,
    risks: [...plan.risks, ...gitlabRisks(circumstances, variables, about.inputs)],
    variables: listed.unread.length === places.length ? null : variables,
    unreadVariables: listed.unread,
    notes: [...plan.notes, ...listed.notes, ...notes],
  };
}

/** Lists at a time; a project has few groups above it. */
const atOnce = 4;

/** The variables of all places that can be read, what couldn't be, and notes on that. */
async function listAll(places: readonly VariablePlace[], api: VariableLists, signal: AbortSignal) {
  const lists = await mapBounded(places, atOnce, (place) => listOrTell(place, api, signal));
  const unread: UnreadVariables[] = [];
  const notes: string[] = [];
  for (const { place, error } of lists) {
    if (error === null) continue;
    unread.push({ ...place, code: error.code });
    // Hardly anybody may read the instance's.
    notes.push(
      place.level === "instance" && isRefusal(error)
        ? "The instance's CI/CD variables couldn't be read: that takes an administrator's token."
        : `CI/CD variables couldn't be read: ${error.message}`,
    );
  }
  return { variables: lists.flatMap(({ variables }) => variables), unread, notes };
}

/** What a plan says that bears on variables. */
function variablesOfPlan({ plan, credentials }: PlannedMigration): PlanOfVariables {
  const replaced = new Map(plan.files.map(({ path, replaced: all }) => [path, all]));
  const takers = credentials.map(({ name, use, inScript, file, job, line }) => ({
    name,
    use,
    inScript,
    by: `${job ?? "the pipeline"} (${file}:${line})`,
    replaced: (replaced.get(file) ?? []).some((one) => one.line <= line && line <= one.endLine),
  }));
  const given = plan.included.flatMap(({ inputs }) => Object.keys(inputs));
  return { phase: plan.phase, inputs: new Set([...Object.keys(plan.inputs), ...given]), takers };
}
