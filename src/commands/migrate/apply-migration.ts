import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Run } from "../run.ts";
import { checkByGitlab, type FileCheck, type PipelineLint } from "./check-by-gitlab.ts";
import {
  isUnknownComponent,
  type MigrationPlan,
  type MigrationRequest,
  type MigrationWorld,
  planMigration,
} from "./plan-migration.ts";
import { readState } from "./state-file.ts";

/** A world that can also write. */
export interface ApplyWorld extends MigrationWorld {
  /** Replaces a file at once, or leaves it as it was. */
  writeText(path: string, text: string): Promise<void>;
}

/** The plan, and what came of it. */
export type ApplyResult = MigrationPlan & {
  /** The files that were written. */
  readonly written: readonly string[];
  /** Whether the role was seen to be there (`migrate prepare`), or pipelines to log in by it (`migrate verify`). */
  readonly roleChecked: boolean;
  /** What GitLab said of each file, where it was asked. */
  readonly checks: readonly FileCheck[];
};

/**
 * Rewrites the pipeline's files as the plan says, where `write` is given; else it only plans. A file that GitLab refuses
 * stays as it is; where `lint` is null, nobody asks.
 *
 * Throws `input-invalid`, also where the component's address isn't known or a file isn't UTF-8 text.
 */
export async function applyMigration(
  request: MigrationRequest & { readonly write: boolean },
  world: ApplyWorld,
  lint: PipelineLint | null,
  run: Run,
): Promise<ApplyResult> {
  const planned = await planMigration(request, world, run);
  const { prepared, verified } = await readState(world);
  const isPrepared = prepared !== null && (request.roleArn === null || request.roleArn === prepared.roleArn);
  const roleChecked = isPrepared || verified !== null;
  if (!request.write) return { ...planned.plan, written: [], roleChecked, checks: [] };
  if (planned.texts.length > 0 && isUnknownComponent(planned.plan.component)) throw noComponent();
  for (const { path, text } of planned.texts) if (text.includes("\ufffd")) throw notText(path);
  const checked = lint === null ? { ...planned, checks: [] } : await checkByGitlab(planned, lint, world, run);
  const { plan, texts, checks } = checked;
  const written: string[] = [];
  for (const { path, text } of texts) {
    await world.writeText(path, text);
    written.push(path);
  }
  return { ...plan, written, roleChecked, checks };
}

function noComponent(): GitlabEcrError {
  const reason = "The component's address isn't given: the pipeline couldn't be made.";
  const remedy = ["Give --component HOST/GROUP/gitlab-ecr/login@VERSION, the project that holds it on your GitLab."];
  return new GitlabEcrError("input-invalid", { reason, command: "migrate apply" }, { remedy });
}

function notText(path: string): GitlabEcrError {
  const reason = `${path} isn't UTF-8 text: writing it would change other lines, too.`;
  return new GitlabEcrError("input-invalid", { reason, command: "migrate apply" });
}
