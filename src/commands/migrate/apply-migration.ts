import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Run } from "../run.ts";
import {
  isUnknownComponent,
  type MigrationPlan,
  type MigrationRequest,
  type MigrationWorld,
  planMigration,
} from "./plan-migration.ts";

/** A world that can also write. */
export interface ApplyWorld extends MigrationWorld {
  /** Replaces a file at once, or leaves it as it was. */
  writeText(path: string, text: string): Promise<void>;
}

/** The plan, and the files that were written. */
export type ApplyResult = MigrationPlan & { readonly written: readonly string[] };

/**
 * Rewrites the pipeline's files as the plan says, where `write` is given; else it only plans.
 *
 * Throws `input-invalid`, also where the component's address isn't known or a file isn't UTF-8 text.
 */
export async function applyMigration(
  request: MigrationRequest & { readonly write: boolean },
  world: ApplyWorld,
  run: Pick<Run, "guard">,
): Promise<ApplyResult> {
  const { plan, texts } = await planMigration(request, world, run);
  if (!request.write) return { ...plan, written: [] };
  if (texts.length > 0 && isUnknownComponent(plan.component)) throw noComponent();
  for (const { path, text } of texts) if (text.includes("\ufffd")) throw notText(path);
  const written: string[] = [];
  for (const { path, text } of texts) {
    await world.writeText(path, text);
    written.push(path);
  }
  return { ...plan, written };
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
