import { catalogueError } from "../../../core/errors/index.ts";
import type { GitlabConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import { readPages } from "./pages.ts";

/** A pipeline of a project. Source: GitLab, "Pipelines API". */
export interface GitlabPipeline {
  readonly id: number;
  /** `success`, `failed`, `running` and so on. */
  readonly status: string;
  readonly ref: string;
  readonly webUrl: string;
  readonly createdAt: Date;
}

/** The newest pipelines of a project, the newest first, at most one page of them. */
export async function listPipelines(
  connection: GitlabConnection,
  project: string,
  since: Date,
  signal: AbortSignal,
): Promise<readonly GitlabPipeline[]> {
  const { body } = await connection.send(
    {
      method: "GET",
      path: pipelinesPath(project),
      query: { order_by: "id", sort: "desc", per_page: "100", updated_after: since.toISOString() },
      action: `list the pipelines of ${project}`,
      needs,
    },
    signal,
  );
  if (!Array.isArray(body)) throw unusable(connection, "it isn't the list that was expected");
  return (body as unknown[]).map((member) => {
    const fields = fieldsOf(member, connection.host);
    const createdAt = new Date(fields.text("created_at"));
    if (Number.isNaN(createdAt.getTime())) throw unusable(connection, "created_at isn't a time");
    return {
      id: fields.number("id"),
      status: fields.text("status"),
      ref: fields.text("ref"),
      webUrl: fields.text("web_url"),
      createdAt,
    };
  });
}

/** The logs of a pipeline's jobs, those that ran. Source: GitLab, "Jobs API", get a log file. */
export async function readPipelineLogs(
  connection: GitlabConnection,
  project: string,
  pipeline: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = `${pipelinesPath(project)}/${pipeline}/jobs`;
  const action = `list the jobs of pipeline ${pipeline} of ${project}`;
  const jobs = await readPages(connection, { method: "GET", path, action, needs }, signal);
  const logs: string[] = [];
  for (const job of jobs) {
    const fields = fieldsOf(job, connection.host);
    const status = fields.text("status");
    if (status !== "success" && status !== "failed") continue;
    const id = fields.number("id");
    const request = {
      method: "GET",
      path: `/projects/${encodeURIComponent(project)}/jobs/${id}/trace`,
      plainText: true,
      action: `read the log of job ${id} of ${project}`,
      needs,
    } as const;
    logs.push(String((await connection.send(request, signal)).body));
  }
  return logs;
}

const needs = "the scope read_api, and the role Reporter in the project";

function pipelinesPath(project: string): string {
  return `/projects/${encodeURIComponent(project)}/pipelines`;
}

function unusable({ host }: GitlabConnection, reason: string) {
  return catalogueError("answer-invalid", { host, reason });
}
