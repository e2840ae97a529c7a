import type { PipelineLint } from "../commands/migrate/check-by-gitlab.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { Invocation } from "./command.ts";
import { type OpenGitlab, openGitlabIfKnown } from "./migrate-gitlab.ts";

/** GitLab's check of pipelines; null: nobody can be asked. */
export interface OpenLint {
  readonly lint: PipelineLint | null;
  close(): void;
}

export const noLint: OpenLint = { lint: null, close: () => undefined };

/** GitLab's check of a project's pipelines, where its address, the project and a token are known. */
export async function openLint(project: string | null, invocation: Invocation): Promise<OpenLint> {
  const opened = await tryToOpen(project, invocation);
  if (typeof opened !== "string") {
    const { api, close } = opened;
    return { lint: (content, signal) => api.lintConfiguration(project ?? "", content, signal), close };
  }
  // Who has given no token doesn't expect that GitLab is asked.
  if (invocation.io.environment.GITLAB_TOKEN)
    invocation.output.note(`GitLab wasn't asked to check the pipeline: ${opened}`);
  return noLint;
}

async function tryToOpen(project: string | null, invocation: Invocation): Promise<OpenGitlab | string> {
  if (project === null) return "The project isn't known: --project GROUP/PROJECT.";
  try {
    return await openGitlabIfKnown(invocation, "migrate apply");
  } catch (error) {
    // An address that no token may be sent to: the files can be written all the same.
    if (error instanceof GitlabEcrError && error.code !== "interrupted") return `${error.code}: ${error.message}`;
    throw error;
  }
}
