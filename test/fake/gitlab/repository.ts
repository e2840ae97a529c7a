import type { GitlabProject } from "../world/gitlab.ts";
import { authenticated, projectFor } from "./caller.ts";
import { page } from "./page.ts";
import { badParameter, GitlabRefusal, refuse } from "./refuse.ts";
import type { GitlabApiRequest, GitlabOperation } from "./request.ts";

/** GET /projects/:id/repository/files/:path/raw: the text itself. */
export const readRawFile: GitlabOperation = ({ gitlab, caller, parts, query }) => {
  const project = projectFor(gitlab, caller, parts.id ?? "", 20);
  const ref = query.get("ref") ?? "HEAD";
  const files = filesOf(project, ref === "HEAD" ? (project.defaultBranch ?? "") : ref);
  if (files === undefined) throw refuse(404, "404 Commit Not Found");
  const text = files[parts.path ?? ""];
  if (text === undefined) throw refuse(404, "404 File Not Found");
  return new Response(text, { headers: { "content-type": "text/plain" } });
};

/** POST /projects/:id/repository/commits, which makes the branch where `start_branch` is given. */
export const createCommit: GitlabOperation = ({ gitlab, caller, parts, body }) => {
  authenticated(caller);
  const { branch, start_branch: start, commit_message: message, actions } = body;
  for (const [name, value] of Object.entries({ branch, commit_message: message })) {
    if (typeof value !== "string" || value === "") throw badParameter(`${name} is missing`);
  }
  if (!Array.isArray(actions)) throw badParameter("actions is missing");
  const project = projectFor(gitlab, caller, parts.id ?? "", 30);
  const name = String(branch);
  if (start !== undefined && filesOf(project, name) !== undefined) {
    throw refuse(400, `A branch called '${name}' already exists. Switch to that branch in order to make changes`);
  }
  const from = filesOf(project, String(start ?? branch));
  if (from === undefined) throw refuse(400, "You can only create or edit files when you are on a branch");
  const files = { ...from };
  for (const { action, file_path: path, content } of actions as Record<string, string>[]) {
    if (path === undefined || content === undefined) throw badParameter("actions[0][content] is missing");
    if (action === "create" && path in files) throw refuse(400, "A file with this name already exists");
    if (action === "update" && !(path in files)) throw refuse(400, "A file with this name doesn't exist");
    files[path] = content;
  }
  if (name === project.defaultBranch) project.files = files;
  else {
    project.branches[name] = files;
    project.partings[name] ??= from;
    project.commits.push({ branch: name, title: String(message).split("\n")[0] ?? "" });
  }
  return Response.json({ id: "0".repeat(40), title: message }, { status: 201 });
};

/** GET /projects/:id/repository/compare, of a branch with the default one, from where they parted. */
export const compareBranches: GitlabOperation = ({ gitlab, caller, parts, query }) => {
  for (const name of ["from", "to"]) if (!query.get(name)) throw badParameter(`${name} is missing`);
  const project = projectFor(gitlab, caller, parts.id ?? "", 20);
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  const [base, files] = [filesOf(project, from), filesOf(project, to)];
  if (base === undefined || files === undefined) throw refuse(404, "404 Ref Not Found");
  const parting = project.partings[to] ?? base;
  const paths = [...new Set([...Object.keys(parting), ...Object.keys(files)])];
  const diffs = paths
    .filter((path) => parting[path] !== files[path])
    .map((path) => ({
      old_path: path,
      new_path: path,
      new_file: parting[path] === undefined,
      deleted_file: files[path] === undefined,
      renamed_file: false,
    }));
  const commits = project.commits
    .filter(({ branch }) => branch === to)
    .map(({ title }) => ({ id: "0".repeat(40), short_id: "00000000", title, message: title }));
  return Response.json({
    commit: commits.at(-1) ?? null,
    commits,
    diffs,
    compare_timeout: false,
    compare_same_ref: from === to,
  });
};

/** GET /projects/:id/merge_requests: those that are open. */
export const listMergeRequests: GitlabOperation = (request) => {
  const { gitlab, caller, parts, query } = request;
  const project = projectFor(gitlab, caller, parts.id ?? "");
  const [source, target] = [query.get("source_branch"), query.get("target_branch")];
  const found = project.mergeRequests.filter(
    ({ sourceBranch, targetBranch }) =>
      (source === null || source === sourceBranch) && (target === null || target === targetBranch),
  );
  return page(
    request,
    found.toReversed().map((one) => shown(one, project, request)),
  );
};

/** POST /projects/:id/merge_requests. */
export const createMergeRequest: GitlabOperation = (request) => {
  const { gitlab, caller, parts, body } = request;
  authenticated(caller);
  const [sourceBranch, targetBranch, title] = [body.source_branch, body.target_branch, body.title].map(String);
  const project = projectFor(gitlab, caller, parts.id ?? "", 30);
  if (sourceBranch === undefined || targetBranch === undefined || title === undefined)
    throw badParameter("title is missing");
  if (filesOf(project, sourceBranch) === undefined) {
    throw new GitlabRefusal(400, { message: { source_branch: ["does not exist"] } });
  }
  const same = project.mergeRequests.find(
    (one) =>
      one.sourceBranch === sourceBranch && one.targetBranch === targetBranch && one.sourceProjectId === project.id,
  );
  if (same !== undefined) {
    throw new GitlabRefusal(409, {
      message: [`Another open merge request already exists for this source branch: !${same.iid}`],
    });
  }
  const iid = project.mergeRequests.length + 1;
  const description = String(body.description ?? "");
  project.mergeRequests.push({ iid, title, description, sourceBranch, targetBranch, sourceProjectId: project.id });
  return Response.json(shown({ iid, sourceProjectId: project.id }, project, request), { status: 201 });
};

/** Source: GitLab, "Merge requests API": source_project_id is a fork's where that has the branch. */
function shown(
  { iid, sourceProjectId }: Pick<GitlabProject["mergeRequests"][number], "iid" | "sourceProjectId">,
  { id, path }: GitlabProject,
  { base }: GitlabApiRequest,
): object {
  return {
    iid,
    project_id: id,
    source_project_id: sourceProjectId,
    target_project_id: id,
    state: "opened",
    web_url: `${base}/${path}/-/merge_requests/${iid}`,
  };
}

function filesOf({ defaultBranch, files, branches }: GitlabProject, name: string): Record<string, string> | undefined {
  return name === defaultBranch ? files : branches[name];
}
