import { catalogueError, GitlabEcrError } from "../../../core/errors/index.ts";
import type { GitlabConnection } from "./connection.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import { pagesOf } from "./pages.ts";
import { projectPath } from "./project.ts";

/** One file of a commit. */
export interface CommitAction {
  readonly action: "create" | "update";
  readonly path: string;
  readonly text: string;
}

/** A commit that makes its branch. */
export interface NewCommit {
  readonly branch: string;
  readonly startBranch: string;
  readonly message: string;
  readonly actions: readonly CommitAction[];
}

/** A merge request to open. */
export interface NewMergeRequest {
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly title: string;
  readonly description: string;
}

/** A merge request. */
export interface OpenMergeRequest {
  readonly iid: number;
  readonly webUrl: string;
}

const writes = "the scope api, and the role Developer in the project";

/** A file's text at a branch; null where there is none. Source: GitLab, "Repository files API", raw file. */
export async function readRepositoryFile(
  connection: GitlabConnection,
  project: string,
  { path, ref }: { readonly path: string; readonly ref: string },
  signal: AbortSignal,
): Promise<string | null> {
  const request = {
    method: "GET",
    path: `${projectPath(project)}/repository/files/${encodeURIComponent(path)}/raw`,
    query: { ref },
    plainText: true,
    action: `read ${path} of ${project}`,
    needs: "the scope read_api, and the role Reporter in the project",
  } as const;
  try {
    return String((await connection.send(request, signal)).body);
  } catch (error) {
    const reason = error instanceof GitlabEcrError && error.code === "gitlab-not-found" ? error.context.reason : null;
    if (/file not found/i.test(String(reason))) return null;
    throw error;
  }
}

/** Makes a branch with one commit. False where the branch is there already. Source: GitLab, "Commits API". */
export async function commitToNewBranch(
  connection: GitlabConnection,
  project: string,
  { branch, startBranch, message, actions }: NewCommit,
  signal: AbortSignal,
): Promise<boolean> {
  const body = {
    branch,
    start_branch: startBranch,
    commit_message: message,
    actions: actions.map(({ action, path, text }) => ({ action, file_path: path, content: text })),
  };
  const path = `${projectPath(project)}/repository/commits`;
  try {
    await connection.send({ method: "POST", path, body, action: `commit to ${project}`, needs: writes }, signal);
    return true;
  } catch (error) {
    const refused = error instanceof GitlabEcrError && error.code === "gitlab-refused" ? error.context.reason : null;
    if (/branch .*already exists/i.test(String(refused))) return false;
    throw error;
  }
}

/** What a branch has beyond another. */
export interface BranchDifference {
  /** Titles of the commits since they parted, the oldest first. */
  readonly titles: readonly string[];
  /** The files that these commits changed. */
  readonly paths: readonly string[];
}

/** Compares two branches from where they parted; null where GitLab gave it up. Source: GitLab, "Repositories API", compare. */
export async function compareBranches(
  connection: GitlabConnection,
  project: string,
  { from, to }: { readonly from: string; readonly to: string },
  signal: AbortSignal,
): Promise<BranchDifference | null> {
  const request = {
    method: "GET",
    path: `${projectPath(project)}/repository/compare`,
    query: { from, to },
    action: `compare the branches ${from} and ${to} of ${project}`,
    needs: writes,
  } as const;
  const { body } = await connection.send(request, signal);
  const fields = fieldsOf(body, connection.host);
  if (fields.flag("compare_timeout")) return null;
  const { commits, diffs } = body as { readonly commits?: unknown; readonly diffs?: unknown };
  if (!Array.isArray(commits) || !Array.isArray(diffs)) {
    throw catalogueError("answer-invalid", { host: connection.host, reason: "it lacks commits or diffs" });
  }
  const paths = (diffs as unknown[]).flatMap((diff) => {
    const one = fieldsOf(diff, connection.host);
    return [one.text("old_path"), one.text("new_path")];
  });
  return {
    titles: (commits as unknown[]).map((commit) => fieldsOf(commit, connection.host).text("title")),
    paths: [...new Set(paths)],
  };
}

/**
 * The open merge request from one branch of the project to another; null where there is none. GitLab lists those of
 * forks, too, where anybody may name a branch so. Source: GitLab, "Merge requests API", source_project_id.
 */
export async function findMergeRequest(
  connection: GitlabConnection,
  project: string,
  { sourceBranch, targetBranch }: Pick<NewMergeRequest, "sourceBranch" | "targetBranch">,
  signal: AbortSignal,
): Promise<OpenMergeRequest | null> {
  const request = {
    method: "GET",
    path: `${projectPath(project)}/merge_requests`,
    query: { state: "opened", source_branch: sourceBranch, target_branch: targetBranch },
    action: `list the merge requests of ${project}`,
    needs: writes,
  } as const;
  for await (const page of pagesOf(connection, request, signal)) {
    const own = page.map((one) => fieldsOf(one, connection.host)).find(isOwn);
    if (own !== undefined) return mergeRequestOf(own);
  }
  return null;
}

/** Opens a merge request, whose branch goes once it is merged. */
export async function openMergeRequest(
  connection: GitlabConnection,
  project: string,
  { sourceBranch, targetBranch, title, description }: NewMergeRequest,
  signal: AbortSignal,
): Promise<OpenMergeRequest> {
  const { body } = await connection.send(
    {
      method: "POST",
      path: `${projectPath(project)}/merge_requests`,
      body: {
        source_branch: sourceBranch,
        target_branch: targetBranch,
        title,
        description,
        remove_source_branch: true,
      },
      action: `open a merge request in ${project}`,
      needs: writes,
    },
    signal,
  );
  return mergeRequestOf(fieldsOf(body, connection.host));
}

/** Of a fork that was deleted, GitLab tells no project. */
function isOwn(fields: Fields): boolean {
  return fields.optionalNumber("source_project_id") === fields.number("target_project_id");
}

function mergeRequestOf(fields: Fields): OpenMergeRequest {
  return { iid: fields.number("iid"), webUrl: fields.text("web_url") };
}
