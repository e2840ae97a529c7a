import { Secret } from "../../core/secret/index.ts";
import type { Run } from "../run.ts";
import type { PlannedSide } from "./plan-gitlab-side.ts";
import type { PipelineFiles, SetupGitlabApi } from "./setup-gitlab-world.ts";

/** What was done on GitLab's side, each in a few words. */
export async function applyGitlabSide(
  { changes, pipeline, text }: PlannedSide,
  { api, files }: { readonly api: SetupGitlabApi | null; readonly files: PipelineFiles },
  run: Run,
): Promise<readonly string[]> {
  const done: string[] = [];
  for (const change of changes) {
    if (api === null || change.status === "keep" || change.status === "conflict") continue;
    const { project } = change;
    if (change.kind === "sub-components") {
      const work = () => api.setSubClaimComponents(project, change.to, run.signal);
      await run.step(`compose sub of ${project} anew`, work);
      done.push(`sub of ${project} is composed of ${change.to.join(", ")}`);
      continue;
    }
    const { key, value } = change;
    // Raw: an ARN holds no reference to another variable, and none shall be looked for.
    const variable = { key, value: new Secret(value), raw: true, description: "Made by gitlab-ecr setup" };
    await run.step(`make the variable ${key}`, () =>
      api.createVariable({ kind: "project", path: project }, variable, run.signal),
    );
    done.push(`the variable ${key} of ${project} is made`);
  }
  if (pipeline !== null && text !== null) {
    await files.write(pipeline.path, text);
    done.push(`${pipeline.path} has ${pipeline.added.join(", ")} now`);
  }
  return done;
}
