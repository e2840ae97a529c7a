import { catalogueError, type GitlabEcrError } from "../../core/errors/index.ts";
import {
  addToPipeline,
  type ExistingVariable,
  type GitlabChange,
  type SetupPlan,
  subComponentsChange,
  variableChange,
  variablesOfPlan,
} from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import type { GitlabSidePlan, GitlabSideWishes, PipelinePlan } from "./gitlab-side.ts";
import type { PipelineFiles, SetupGitlabApi } from "./setup-gitlab-world.ts";

/** What the planning reads. */
export interface PlanWorld {
  /** Null without a token: then only the file can be planned. */
  readonly api: SetupGitlabApi | null;
  readonly files: PipelineFiles;
}

/** A plan, and the file's new text, where it is written. */
export type PlannedSide = GitlabSidePlan & { readonly text: string | null };

/**
 * Reads what is there and plans the changes on GitLab's side. Nothing is changed.
 *
 * Throws `input-invalid` where a variable or the file holds something else already, or a token is missing; and
 * `gitlab-refused` for a pipeline that GitLab finds wrong.
 */
export async function planGitlabSide(
  plan: SetupPlan,
  wishes: GitlabSideWishes,
  { api, files }: PlanWorld,
  run: Run,
): Promise<PlannedSide> {
  const projects = plan.gitlab?.projects.map(({ path }) => path) ?? [];
  if ((wishes.subComponents || wishes.variables) && api === null) throw tokenMissing();
  const changes: GitlabChange[] = [];
  for (const project of api === null ? [] : projects) {
    changes.push(...(await changesOf(plan, project, wishes, api as SetupGitlabApi, run)));
  }
  refuseConflicts(changes);
  const { pipeline, text } = await planPipeline(projects[0] ?? null, wishes, { api, files }, run);
  return { changes, pipeline, text };
}

async function changesOf(
  plan: SetupPlan,
  project: string,
  wishes: GitlabSideWishes,
  api: SetupGitlabApi,
  run: Run,
): Promise<readonly GitlabChange[]> {
  const changes: GitlabChange[] = [];
  if (wishes.subComponents) {
    const components = plan.gitlab?.subComponents ?? null;
    if (components === null) {
      throw invalid("--set-sub-components sets what --sub-components names, and there is none.", [
        "Give --sub-components LIST, such as project_id,ref_type,ref.",
      ]);
    }
    const { subClaimComponents } = await api.readProject(project, run.signal);
    changes.push(subComponentsChange(project, subClaimComponents, components));
  }
  if (!wishes.variables) return changes;
  const variables = await api.listVariables({ kind: "project", path: project }, run.signal);
  for (const wanted of variablesOfPlan(plan)) {
    const existing = variables.map(
      ({ key, value, environmentScope, protected: isProtected, masked }): ExistingVariable => ({
        key,
        environmentScope,
        protected: isProtected,
        same: value?.reveal() === wanted.value,
        value: masked || key !== wanted.key ? null : (value?.reveal() ?? null),
      }),
    );
    changes.push(variableChange(project, wanted, existing));
  }
  return changes;
}

function refuseConflicts(changes: readonly GitlabChange[]): void {
  const conflicts = changes.flatMap((change) =>
    change.kind === "variable" && change.status === "conflict"
      ? [`${change.key} of ${change.project} is ${change.found}, and would be ${change.value}`]
      : [],
  );
  if (conflicts.length === 0) return;
  throw invalid(`A CI/CD variable has another value already: ${conflicts.join("; ")}.`, [
    "Look who uses it; delete or change it in the project's settings, or leave --set-variables out: the block names role and region itself.",
  ]);
}

async function planPipeline(
  project: string | null,
  { pipelineFile: path, block }: GitlabSideWishes,
  { api, files }: PlanWorld,
  run: Run,
): Promise<{ readonly pipeline: PipelinePlan | null; readonly text: string | null }> {
  if (path === null) return { pipeline: null, text: null };
  const edit = addToPipeline(await files.read(path), block);
  if (edit.kind === "conflict") {
    throw invalid(`${path} isn't changed. ${edit.reasons.join(" ")}`, [
      `Change it by hand, or leave --write-pipeline out; this is what it needs:\n\n${block}`,
    ]);
  }
  if (edit.kind === "keep") return { pipeline: { path, status: "keep", added: [], valid: null }, text: null };
  const { text, added } = edit;
  const lint = async () => (api === null || project === null ? null : api.lintConfiguration(project, text, run.signal));
  const result = await run.step("let GitLab check the pipeline", lint);
  if (result?.valid === false) {
    const reason = result.errors.join("; ") || "it gives no reason";
    throw catalogueError(
      "gitlab-refused",
      { host: api?.host ?? "", action: `take ${path} with the block as ${project}'s pipeline`, reason },
      { remedy: ["Correct what GitLab names; the file is as it was."] },
    );
  }
  return { pipeline: { path, status: "write", added, valid: result === null ? null : true }, text };
}

function tokenMissing(): GitlabEcrError {
  return invalid("--set-sub-components and --set-variables change the project in GitLab, and there is no token.", [
    "Set GITLAB_TOKEN to a token with the scope api and the role Maintainer, or log glab in (glab auth login).",
  ]);
}

function invalid(reason: string, remedy: readonly string[]): GitlabEcrError {
  return catalogueError("input-invalid", { reason, command: "setup" }, { remedy });
}
