import { failedWith, passed, type Step, unclear } from "../../../core/diagnosis/index.ts";
import type { ToolFacts } from "../doctor-world.ts";

/** What the container tool's step looks at. */
export interface ToolStepFacts {
  readonly tool: ToolFacts;
  readonly host: string;
  /** Whether DOCKER_AUTH_CONFIG has an entry for the host. */
  readonly shadowed: boolean;
}

/** Whether a login would be found again by what pushes. */
export function containerToolStep({ tool, host, shadowed }: ToolStepFacts): Step {
  const { docker, configFile, helper, helperFound } = tool;
  const evidence = [
    docker === null
      ? "docker isn't on PATH: login writes config.json itself"
      : `docker ${docker || "of an unknown version"}`,
    `configuration ${configFile}`,
    ...(helper === null ? [] : [`credential helper ${helper} for ${host}`]),
  ];
  if (helper !== null && !helperFound) {
    return failedWith(
      "container-tool",
      "credential-helper-missing",
      { helper: `docker-credential-${helper}` },
      evidence,
    );
  }
  if (shadowed && docker !== null) {
    const reads = readsAuthConfig(docker);
    if (reads === true) return failedWith("container-tool", "auth-config-shadowed", { host }, evidence);
    if (reads === null) {
      const cause = `DOCKER_AUTH_CONFIG holds an entry for ${host}, and docker 28.3 and later prefer it`;
      return unclear("container-tool", cause, `Take ${host} out of DOCKER_AUTH_CONFIG.`, evidence);
    }
    evidence.push(`DOCKER_AUTH_CONFIG holds an entry for ${host}, which this docker doesn't read`);
  }
  return passed("container-tool", evidence);
}

/** docker reads DOCKER_AUTH_CONFIG since 28.3. Source: docker/cli #6156. */
function readsAuthConfig(version: string): boolean | null {
  const match = /^(\d+)\.(\d+)\./.exec(version);
  if (match === null) return null;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > 28 || (major === 28 && minor >= 3);
}
