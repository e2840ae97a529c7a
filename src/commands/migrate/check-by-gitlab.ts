import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Run } from "../run.ts";
import type { MigrationPlan, MigrationWorld, PlannedMigration } from "./plan-migration.ts";

/** GitLab's own check of a pipeline's text, as if it were the project's. Throws one `GitlabEcrError`. */
export type PipelineLint = (
  content: string,
  signal: AbortSignal,
) => Promise<{ readonly valid: boolean; readonly errors: readonly string[]; readonly warnings: readonly string[] }>;

/**
 * What GitLab says of a file that would be written. `valid`: nothing against it; `as-before`: the same as of the file as
 * it is; `refused`: something that it doesn't say of the file as it is; `unasked`: it couldn't be asked.
 */
export interface FileCheck {
  readonly path: string;
  readonly verdict: "valid" | "as-before" | "refused" | "unasked";
  /** Errors of what would be written; where it is refused, those that are new. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Why GitLab couldn't be asked; null where it was. */
  readonly because: string | null;
}

/** A plan, and what GitLab says of its files. */
export type CheckedMigration = PlannedMigration & { readonly checks: readonly FileCheck[] };

/**
 * Lets GitLab check each file of a plan. One that it refuses stays as it is, with the reasons: files don't depend on each
 * other, since each includes the component itself. Where GitLab can't be asked, the plan stays.
 */
export async function checkByGitlab(
  planned: PlannedMigration,
  lint: PipelineLint,
  world: MigrationWorld,
  run: Run,
): Promise<CheckedMigration> {
  const checks: FileCheck[] = [];
  for (const { path, text } of planned.texts) {
    const unasked = checks.find(({ verdict }) => verdict === "unasked");
    checks.push(unasked === undefined ? await checkFile(path, text, lint, world, run) : { ...unasked, path });
  }
  const refused = new Map(checks.flatMap((one) => (one.verdict === "refused" ? [[one.path, one] as const] : [])));
  return {
    ...planned,
    plan: { ...planned.plan, files: planned.plan.files.map((file) => asItWas(file, refused.get(file.path))) },
    texts: planned.texts.filter(({ path }) => !refused.has(path)),
    checks,
  };
}

async function checkFile(
  path: string,
  text: string,
  lint: PipelineLint,
  world: MigrationWorld,
  run: Run,
): Promise<FileCheck> {
  // A GitLab that doesn't answer must leave time to write the files.
  const signal = run.halfOfTheRest();
  try {
    return await run.step(`let GitLab check ${path}`, async () => {
      const after = await lint(text, signal);
      const { errors, warnings } = after;
      if (after.valid) return { path, verdict: "valid", errors: [], warnings, because: null };
      const before = await lint((await world.readText(path)) ?? "", signal);
      const added = errors.filter((error) => !before.errors.includes(error));
      if (added.length > 0 || before.valid) {
        return { path, verdict: "refused", errors: added.length > 0 ? added : errors, warnings, because: null };
      }
      return { path, verdict: "as-before", errors, warnings, because: null };
    });
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof GitlabEcrError)) throw error;
    return { path, verdict: "unasked", errors: [], warnings: [], because: `${error.code}: ${error.message}` };
  }
}

function asItWas(file: MigrationPlan["files"][number], check: FileCheck | undefined): MigrationPlan["files"][number] {
  if (check === undefined) return file;
  const reason = `GitLab refuses what would come out: ${check.errors.join("; ") || "it gives no reason"}.`;
  const left = [...file.replaced.map((login) => ({ ...login, reason })), ...file.left];
  return { ...file, replaced: [], left, changed: false, diff: "" };
}
