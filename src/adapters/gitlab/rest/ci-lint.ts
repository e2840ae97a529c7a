import type { GitlabConnection, GitlabRequest } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import { projectPath } from "./project.ts";

/** What GitLab thinks of a pipeline's configuration. */
export interface LintResult {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Lets GitLab check a configuration as if it were the project's, its includes too. Source: GitLab, "CI Lint API". */
export async function lintConfiguration(
  connection: GitlabConnection,
  project: string,
  content: string,
  signal: AbortSignal,
): Promise<LintResult> {
  const request: GitlabRequest = {
    method: "POST",
    path: `${projectPath(project)}/ci/lint`,
    body: { content },
    action: `check the pipeline's configuration in ${project}`,
    needs: "the scope api, and the role Developer in the project",
  };
  const { body } = await connection.send(request, signal);
  const fields = fieldsOf(body, connection.host);
  return {
    valid: fields.flag("valid"),
    errors: fields.texts("errors") ?? [],
    warnings: fields.texts("warnings") ?? [],
  };
}
