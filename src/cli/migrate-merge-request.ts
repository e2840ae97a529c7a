import { type ProposalResult, proposeMigration } from "../commands/migrate/propose-migration.ts";
import { migrationApplyText, migrationPlanText, pipelineChecksText } from "../reports/index.ts";
import { plainStyle } from "./ansi-style.ts";
import type { Invocation } from "./command.ts";
import { openGitlab, readProjectPath } from "./migrate-gitlab.ts";
import { readMigrationRequest, roleUnchecked } from "./migrate-options.ts";
import { agree } from "./migrate-retire.ts";

const command = "migrate apply";

/** Does what `migrate apply --merge-request` asks for: the change on a branch of GitLab's, and a merge request. */
export async function applyByMergeRequest(invocation: Invocation): Promise<number> {
  const { positionals, options, io, output, run } = invocation;
  const project = readProjectPath(invocation, command);
  const needs = "the scope api, and the role Developer in the project";
  const { api, close } = await openGitlab(invocation, command, needs);
  try {
    const request = readMigrationRequest(options, positionals[0] ?? ".gitlab-ci.yml", io.environment);
    const result: ProposalResult = await proposeMigration(
      request,
      {
        defaultBranch: async (signal) => (await api.readProject(project, signal)).defaultBranch,
        readFile: (file, signal) => api.readRepositoryFile(project, file, signal),
        lint: (content, signal) => api.lintConfiguration(project, content, signal),
        findMergeRequest: (branches, signal) => api.findMergeRequest(project, branches, signal),
        compare: (branches, signal) => api.compareBranches(project, branches, signal),
        commit: (commit, signal) => api.commitToNewBranch(project, commit, signal),
        openMergeRequest: (wanted, signal) => api.openMergeRequest(project, wanted, signal),
      },
      run,
      (plan) => {
        output.note(migrationPlanText(plan, plainStyle).trimEnd());
        return agree(`open a merge request with this in ${project}`, invocation);
      },
    );
    const { mergeRequest } = result;
    if (result.written.length > 0 && !result.roleChecked) output.note(roleUnchecked);
    if (mergeRequest !== null && result.checks.length > 0) {
      output.note(pipelineChecksText(result.checks, plainStyle).trimEnd());
    }
    output.result(result, (style) =>
      mergeRequest === null
        ? migrationApplyText(result, style).replace("give --write to write it", "give --yes to open the merge request")
        : `${style.good("merge request")}: ${mergeRequest.webUrl}\nWhat is next: merge it, then, in a clone that has it, ${style.bold("gitlab-ecr migrate status")}\n`,
    );
    return 0;
  } finally {
    close();
  }
}
