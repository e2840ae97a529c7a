import { failed, type Step, skipped } from "../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { formatRegistryHost } from "../../core/registry/index.ts";
import { attempt } from "./attempt.ts";
import type { Case } from "./case.ts";
import type { RegistryPassword } from "./open-session.ts";
import { containerToolStep } from "./steps/container-tool-step.ts";
import { registryStep } from "./steps/registry-step.ts";

/** The container tool that would keep the login, and the registries that would be asked with it. */
export async function examineRegistry(found: Case, passwords: readonly RegistryPassword[]): Promise<Step[]> {
  const { way, run, world } = found;
  if (way.method === "claims") {
    const reason = "a job's claims were given: this isn't the job's own machine";
    return [skipped("container-tool", reason), skipped("registry", reason)];
  }
  return [
    await attempt("container-tool", run, () => toolStep(found, passwords)),
    passwords.length === 0
      ? skipped("registry", "there is no password to try")
      : await attempt("registry", run, async () => {
          const steps = await Promise.all(passwords.map((password) => registryStep(password, world, run.signal)));
          const worst = steps.find(({ status }) => status !== "pass") ?? steps[0];
          return { ...(worst as Step), evidence: steps.flatMap(({ evidence }) => evidence) };
        }),
  ];
}

async function toolStep(found: Case, passwords: readonly RegistryPassword[]): Promise<Step> {
  const { options, world, run } = found;
  const host = passwords[0]?.host ?? expectedHost(found);
  if (host === undefined) return skipped("container-tool", "which registry it is for isn't known");
  const tool = await world.inspectTool(host, run.signal);
  const { dockerAuthConfig } = options.login;
  if (world.engine === "docker" && tool.docker === null) {
    return failed("container-tool", new GitlabEcrError("engine-missing", { engine: "docker", host }));
  }
  const shadowed = dockerAuthConfig !== null && world.shadowedHosts(dockerAuthConfig.reveal(), [host]).length > 0;
  return containerToolStep({ tool, host, shadowed });
}

/** The host that a login would be for, where AWS gave no password. */
function expectedHost({ options, targets, way, region }: Case): string | undefined {
  const asked = targets.flatMap(({ hosts }) => hosts)[0];
  if (asked !== undefined || !("role" in way)) return asked;
  const { accountId } = way.role;
  return formatRegistryHost({ accountId, region, ...options.endpoints }) ?? undefined;
}
