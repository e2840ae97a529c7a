import type { GitlabPipeline, GitlabProject } from "../world/gitlab.ts";
import { authenticated, projectFor } from "./caller.ts";
import { page } from "./page.ts";
import { badParameter, refuse } from "./refuse.ts";
import type { GitlabOperation } from "./request.ts";

/** GET /projects/:id/pipelines, by id; the newest first unless `sort` is `asc`. */
export const listPipelines: GitlabOperation = (request) => {
  const { gitlab, caller, parts, query, base } = request;
  const project = projectFor(gitlab, caller, parts.id ?? "", 20);
  const since = query.get("updated_after");
  if (since !== null && Number.isNaN(Date.parse(since))) throw badParameter("updated_after is invalid");
  const direction = query.get("sort") === "asc" ? 1 : -1;
  const shown = project.pipelines
    .filter(({ createdAt }) => since === null || createdAt >= new Date(since))
    .toSorted((a, b) => direction * (a.id - b.id))
    .map(({ id, status, ref, createdAt }) => ({
      id,
      project_id: project.id,
      status,
      ref,
      web_url: `${base}/${project.path}/-/pipelines/${id}`,
      created_at: createdAt.toISOString(),
      updated_at: createdAt.toISOString(),
    }));
  return page(request, shown);
};

/** GET /projects/:id/pipelines/:pipeline/jobs. */
export const listPipelineJobs: GitlabOperation = (request) => {
  const { gitlab, caller, parts } = request;
  const project = projectFor(gitlab, caller, parts.id ?? "", 20);
  const { jobs } = pipelineOf(project, parts.pipeline ?? "");
  return page(
    request,
    jobs.map(({ id, name, status }) => ({ id, name, status })),
  );
};

/** GET /projects/:id/jobs/:job/trace: plain text. */
export const readTrace: GitlabOperation = ({ gitlab, caller, parts }) => {
  authenticated(caller);
  const project = projectFor(gitlab, caller, parts.id ?? "", 20);
  const job = project.pipelines.flatMap(({ jobs }) => jobs).find(({ id }) => String(id) === parts.job);
  if (job === undefined) throw refuse(404, "404 Not found");
  return new Response(job.trace, { headers: { "content-type": "text/plain" } });
};

function pipelineOf(project: GitlabProject, id: string): GitlabPipeline {
  const found = project.pipelines.find((one) => String(one.id) === id);
  if (found === undefined) throw refuse(404, "404 Not found");
  return found;
}
