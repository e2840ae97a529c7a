import { dirname, isAbsolute, join } from "node:path";
import { hasCode, readInputFile, writePublicFile } from "../adapters/system/index.ts";
import { type GroupPlan, planGroup } from "../commands/migrate/plan-group.ts";
import { isUnknownComponent, type MigrationRequest } from "../commands/migrate/plan-migration.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import {
  childPipeline,
  childPipelineName,
  formatRows,
  type ProjectRow,
  parentPipeline,
  parseRows,
} from "../core/migration/index.ts";
import { groupPlanText } from "../reports/index.ts";
import type { Invocation } from "./command.ts";
import { openGitlab } from "./migrate-gitlab.ts";
import { groupSpecs } from "./migrate-group-options.ts";
import { readMigrationRequest } from "./migrate-options.ts";
import { variableLists } from "./migrate-project-api.ts";

const command = "migrate plan";

/** Does what `migrate plan --group` asks for. */
export async function planOfGroup(invocation: Invocation, group: string): Promise<number> {
  const { options, io, output, run } = invocation;
  const resume = options.text(groupSpecs.resume);
  const known = resume === null ? [] : await readKnown(resume, group, invocation);
  if (known.length > 0) output.note(`goes on after ${known.length} projects of ${resume}`);
  const write = (path: string, text: string) => writePublicFile(path, text, { command, signal: run.signal });
  const request = readMigrationRequest(options, "", io.environment);
  const pipeline = readPipeline(invocation, request);
  const { api, close } = await openGitlab(
    invocation,
    command,
    "the scope read_api, and the role Reporter in the group",
  );
  try {
    const plan: GroupPlan = await planGroup(
      group,
      request,
      known,
      {
        ...variableLists(api),
        projects: (signal) => api.listGroupProjects(group, signal),
        readFile: (project, file, signal) => api.readRepositoryFile(project, file, signal),
        keep: async (rows: readonly ProjectRow[]) => {
          if (resume !== null) await write(resume, formatRows(group, rows));
        },
      },
      run,
    );
    if (pipeline !== null) await writePipeline(plan, request, pipeline, invocation);
    output.result(plan, (style) => groupPlanText(plan, style));
    return 0;
  } finally {
    close();
  }
}

interface WantedPipeline {
  readonly path: string;
  readonly image: string;
}

/** Throws `input-invalid` for options that can't go together. */
function readPipeline(
  { options }: Invocation,
  { component }: Pick<MigrationRequest, "component">,
): WantedPipeline | null {
  const path = options.text(groupSpecs.writePipeline);
  const image = options.text(groupSpecs.image);
  if (path === null && image === null) return null;
  if (path === null) throw invalid("--image is for --write-pipeline, which isn't given.");
  if (image === null) throw invalid("--write-pipeline takes --image, an image with gitlab-ecr on PATH.");
  if (isUnknownComponent(component)) throw invalid("--write-pipeline takes --component, the component's address.");
  return { path, image };
}

/** Writes the parent's file and, beside it, the child's. */
async function writePipeline(
  { projects }: GroupPlan,
  request: MigrationRequest,
  { path, image }: WantedPipeline,
  { output, run }: Invocation,
): Promise<void> {
  const paths = projects.flatMap((one) => (one.need === "ready" || one.need === "partly" ? [one.path] : []));
  if (paths.length === 0) {
    output.note("no project has a login that can be replaced: no pipeline was written");
    return;
  }
  const { component, phase, roleArn, region, fallbackUntil, installNode } = request;
  const variables = {
    GITLAB_ECR_COMPONENT: component,
    ...(phase === null ? {} : { GITLAB_ECR_PHASE: phase }),
    ...(roleArn === null ? {} : { GITLAB_ECR_ROLE_ARN: roleArn }),
    ...(region === null ? {} : { GITLAB_ECR_REGION: region }),
    ...(fallbackUntil === null ? {} : { GITLAB_ECR_FALLBACK_UNTIL: fallbackUntil }),
    ...(installNode ? { GITLAB_ECR_INSTALL_NODE: "true" } : {}),
  };
  const child = join(dirname(path), childPipelineName);
  const written = { command, signal: run.signal };
  await writePublicFile(child, childPipeline(image), written);
  // GitLab takes paths from the repository's root, which is where this is taken to run.
  const local = `/${isAbsolute(path) ? childPipelineName : child}`;
  await writePublicFile(path, parentPipeline({ projects: paths, variables }, local), written);
  output.note(
    `wrote ${path} and ${child}, for ${paths.length} ${paths.length === 1 ? "project" : "projects"}: commit both`,
  );
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command });
}

async function readKnown(path: string, group: string, { run }: Invocation): Promise<readonly ProjectRow[]> {
  try {
    const rows = parseRows(await readInputFile(path, command, run.signal), group);
    if (rows !== null) return rows;
  } catch (error) {
    if (error instanceof GitlabEcrError && hasCode(error.cause, "ENOENT")) return [];
    throw error;
  }
  const reason = `${path} isn't what a plan of the group ${group} has kept: it isn't overwritten.`;
  throw new GitlabEcrError("input-invalid", { reason, command });
}
