import { GitlabEcrError } from "../../core/errors/index.ts";
import type { GitlabFacts, ProjectFacts } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import type { SetupGitlabApi } from "./setup-gitlab-world.ts";

/** What is asked of GitLab before anything is planned. */
export interface LookUpWorld {
  readonly api: SetupGitlabApi;
  /** `issuer` in the instance's discovery document; null where it can't be read. */
  readIssuer(signal: AbortSignal): Promise<string | null>;
}

/**
 * Looks up what setup would have to ask for: the project, what of it is protected, the version, and the issuer.
 *
 * Throws where the project can't be read. What only some tokens may read is null then.
 */
export async function lookUpProject(
  { url, path }: { readonly url: string; readonly path: string },
  { api, readIssuer }: LookUpWorld,
  run: Run,
): Promise<GitlabFacts> {
  const { signal } = run;
  return run.step("look the project up in GitLab", async () => {
    const project = await api.readProject(path, signal);
    const [version, refs, issuer] = await Promise.all([
      orNull(api.readVersion(signal)),
      orNull(api.readProtectedRefs(String(project.id), signal)),
      readIssuer(signal),
    ]);
    const facts: ProjectFacts = {
      id: String(project.id),
      path: project.path,
      defaultBranch: project.defaultBranch,
      visibility: project.visibility,
      ciConfigPath: project.ciConfigPath,
      subClaimComponents: project.subClaimComponents,
      protectedBranches: refs?.branches ?? null,
      protectedTags: refs?.tags ?? null,
    };
    return { url, version, issuer, project: facts };
  });
}

/** A refusal is an answer, too: this token may not read it. */
async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof GitlabEcrError && /^gitlab-(?:unauthorized|forbidden|not-found)$/.test(error.code))
      return null;
    throw error;
  }
}
