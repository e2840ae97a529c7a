import { editProject } from "./edit-project.ts";
import { lintProject } from "./lint-project.ts";
import { listGroupProjects } from "./list-group-projects.ts";
import { listProtectedBranches, listProtectedTags } from "./list-protected-refs.ts";
import { listPipelineJobs, listPipelines, readTrace } from "./pipelines.ts";
import { readProject } from "./read-project.ts";
import { readVersion } from "./read-version.ts";
import { compareBranches, createCommit, createMergeRequest, listMergeRequests, readRawFile } from "./repository.ts";
import type { GitlabOperation } from "./request.ts";
import { createVariable } from "./variables/create-variable.ts";
import { deleteVariable } from "./variables/delete-variable.ts";
import { listVariables } from "./variables/list-variables.ts";
import type { OwnerKind } from "./variables/owner.ts";
import { readVariable } from "./variables/read-variable.ts";
import { updateVariable } from "./variables/update-variable.ts";

/** One operation: where it is, and what it does. */
export interface GitlabRoute {
  /** `METHOD /path/:part`, below `/api/v4`. */
  at: string;
  answer: GitlabOperation;
}

/** The operations by name; a new one is a row here, a file and a name in operation.ts. */
const routes: Readonly<Record<string, GitlabRoute>> = {
  ReadVersion: { at: "GET /version", answer: readVersion },
  ReadProject: { at: "GET /projects/:id", answer: readProject },
  EditProject: { at: "PUT /projects/:id", answer: editProject },
  ListProtectedBranches: { at: "GET /projects/:id/protected_branches", answer: listProtectedBranches },
  ListProtectedTags: { at: "GET /projects/:id/protected_tags", answer: listProtectedTags },
  LintProject: { at: "POST /projects/:id/ci/lint", answer: lintProject },
  ListGroupProjects: { at: "GET /groups/:id/projects", answer: listGroupProjects },
  ReadRawFile: { at: "GET /projects/:id/repository/files/:path/raw", answer: readRawFile },
  CompareBranches: { at: "GET /projects/:id/repository/compare", answer: compareBranches },
  CreateCommit: { at: "POST /projects/:id/repository/commits", answer: createCommit },
  ListMergeRequests: { at: "GET /projects/:id/merge_requests", answer: listMergeRequests },
  CreateMergeRequest: { at: "POST /projects/:id/merge_requests", answer: createMergeRequest },
  ListPipelines: { at: "GET /projects/:id/pipelines", answer: listPipelines },
  ListPipelineJobs: { at: "GET /projects/:id/pipelines/:pipeline/jobs", answer: listPipelineJobs },
  ReadTrace: { at: "GET /projects/:id/jobs/:job/trace", answer: readTrace },
  ...variableRoutes("project", "Project", "/projects/:id/variables"),
  ...variableRoutes("group", "Group", "/groups/:id/variables"),
  ...variableRoutes("instance", "Instance", "/admin/ci/variables"),
};

function variableRoutes(kind: OwnerKind, name: string, path: string): Record<string, GitlabRoute> {
  return {
    [`List${name}Variables`]: { at: `GET ${path}`, answer: listVariables(kind) },
    [`Read${name}Variable`]: { at: `GET ${path}/:key`, answer: readVariable(kind) },
    [`Create${name}Variable`]: { at: `POST ${path}`, answer: createVariable(kind) },
    [`Update${name}Variable`]: { at: `PUT ${path}/:key`, answer: updateVariable(kind) },
    [`Delete${name}Variable`]: { at: `DELETE ${path}/:key`, answer: deleteVariable(kind) },
  };
}

/** The route of a request, and the parts of its path. */
export function routeOf(
  method: string,
  path: string,
): { name: string; route: GitlabRoute; parts: Record<string, string> } | undefined {
  for (const [name, route] of Object.entries(routes)) {
    const parts = match(route.at, method, path);
    if (parts !== undefined) return { name, route, parts };
  }
  return undefined;
}

function match(at: string, method: string, path: string): Record<string, string> | undefined {
  const [wanted = "", pattern = ""] = at.split(" ");
  const [names, values] = [pattern.split("/"), path.split("/")];
  if (wanted !== method || names.length !== values.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? "";
    if (!name.startsWith(":")) {
      if (name !== value) return undefined;
    } else if (value === "") return undefined;
    else parts[name.slice(1)] = decodeURIComponent(value);
  }
  return parts;
}
