import { lintConfiguration } from "./ci-lint.ts";
import { connectToGitlab, type GitlabSettings } from "./connection.ts";
import { listGroupProjects } from "./group-projects.ts";
import { listPipelines, readPipelineLogs } from "./pipelines.ts";
import { readProject, setSubClaimComponents } from "./project.ts";
import { readProtectedRefs } from "./protected-refs.ts";
import {
  commitToNewBranch,
  compareBranches,
  findMergeRequest,
  type NewCommit,
  type NewMergeRequest,
  openMergeRequest,
  readRepositoryFile,
} from "./repository.ts";
import {
  createVariable,
  deleteVariable,
  listVariables,
  type NewVariable,
  readVariable,
  updateVariable,
  type VariableChange,
  type VariableName,
  type VariableOwner,
} from "./variables.ts";
import { readVersion } from "./version.ts";

/**
 * GitLab's API, one function an operation. Each throws one `GitlabEcrError`: `gitlab-unauthorized`, `gitlab-forbidden`,
 * `gitlab-not-found`, `gitlab-refused`, `gitlab-rate-limited`, `network`, `tls`, `proxy`, `answer-invalid`; and the
 * signal's reason. A project or group is named by its path or id.
 */
export function gitlabApi(settings: GitlabSettings) {
  const connection = connectToGitlab(settings);
  return {
    host: connection.host,
    readVersion: (signal: AbortSignal) => readVersion(connection, signal),
    readProject: (project: string, signal: AbortSignal) => readProject(connection, project, signal),
    setSubClaimComponents: (project: string, components: readonly string[], signal: AbortSignal) =>
      setSubClaimComponents(connection, project, components, signal),
    readProtectedRefs: (project: string, signal: AbortSignal) => readProtectedRefs(connection, project, signal),
    lintConfiguration: (project: string, content: string, signal: AbortSignal) =>
      lintConfiguration(connection, project, content, signal),
    listGroupProjects: (group: string, signal: AbortSignal) => listGroupProjects(connection, group, signal),
    listPipelines: (project: string, since: Date, signal: AbortSignal) =>
      listPipelines(connection, project, since, signal),
    readPipelineLogs: (project: string, pipeline: number, signal: AbortSignal) =>
      readPipelineLogs(connection, project, pipeline, signal),
    readRepositoryFile: (project: string, file: Parameters<typeof readRepositoryFile>[2], signal: AbortSignal) =>
      readRepositoryFile(connection, project, file, signal),
    commitToNewBranch: (project: string, commit: NewCommit, signal: AbortSignal) =>
      commitToNewBranch(connection, project, commit, signal),
    compareBranches: (project: string, branches: { readonly from: string; readonly to: string }, signal: AbortSignal) =>
      compareBranches(connection, project, branches, signal),
    findMergeRequest: (project: string, branches: Parameters<typeof findMergeRequest>[2], signal: AbortSignal) =>
      findMergeRequest(connection, project, branches, signal),
    openMergeRequest: (project: string, request: NewMergeRequest, signal: AbortSignal) =>
      openMergeRequest(connection, project, request, signal),
    listVariables: (owner: VariableOwner, signal: AbortSignal) => listVariables(connection, owner, signal),
    readVariable: (owner: VariableOwner, name: VariableName, signal: AbortSignal) =>
      readVariable(connection, owner, name, signal),
    createVariable: (owner: VariableOwner, variable: NewVariable, signal: AbortSignal) =>
      createVariable(connection, owner, variable, signal),
    updateVariable: (owner: VariableOwner, name: VariableName, change: VariableChange, signal: AbortSignal) =>
      updateVariable(connection, owner, name, change, signal),
    deleteVariable: (owner: VariableOwner, name: VariableName, signal: AbortSignal) =>
      deleteVariable(connection, owner, name, signal),
  };
}
