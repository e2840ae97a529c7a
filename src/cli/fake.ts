import { readInputFile, writePublicFile } from "../adapters/system/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { environmentLines } from "../reports/index.ts";
import type { CliCommand } from "./command.ts";
import type { CliIo } from "./io.ts";
import type { OptionSpec } from "./option-spec.ts";
import { environmentOf, runChild } from "./run-child.ts";

const specs = {
  config: {
    name: "config",
    value: "FILE",
    description: "what the stand-in holds, in YAML or JSON",
    fallback: "the examples of the documentation",
  },
  writeEnv: { name: "write-env", value: "FILE", description: "write the variables there, once everything answers" },
} as const satisfies Record<string, OptionSpec>;

/** `gitlab-ecr fake`. */
export const fakeCommand: CliCommand = {
  name: "fake",
  summary:
    "Play GitLab's issuer and AWS (STS, ECR, IAM, and what is needed of S3 and Secrets Manager) on this machine, for tests without AWS.",
  positional: "[-- COMMAND [ARGUMENT...]]",
  options: Object.values(specs),
  help: `
It doesn't play GitLab's REST API. It verifies what AWS verifies: signature,
audience and expiry of ID tokens, the role's trust policy, signatures of calls,
permissions, and a registry's passwords; and it refuses in AWS's words. It listens on
127.0.0.1 alone, and nothing in it is worth anything elsewhere. COMMAND gets the job's
variables in its environment, its ID token among them; without one the variables are
printed as shell lines, and it plays on until Ctrl-C.

Examples:
  Does this pipeline log in? (docs/testing.md)
    gitlab-ecr fake --config test/aws.yml -- gitlab-ecr login

  In the background, for tests of your own:
    gitlab-ecr fake --write-env aws.env &
    until [ -e aws.env ]; do sleep 1; done
    . ./aws.env

Exit status: that of COMMAND; 2 wrong usage or configuration, 130 after Ctrl-C.
`,
  async run({ positionals, options, io, output, run }) {
    const path = options.text(specs.config);
    const text = path === null ? "" : await readInputFile(path, "fake", run.signal);
    const { startStandIn, StandInConfigError } = await import("../../test/fake/stand-in.ts");
    const standIn = await startStandIn(text).catch((error: unknown) => {
      if (!(error instanceof StandInConfigError)) throw error;
      throw new GitlabEcrError("input-invalid", { reason: `${path}: ${error.message}`, command: "fake" });
    });
    try {
      const lines = environmentLines(standIn.environment);
      const file = options.text(specs.writeEnv);
      if (file !== null) await writePublicFile(file, lines, { command: "fake", signal: run.signal });
      const [program, ...args] = positionals;
      if (program !== undefined) {
        return await runChild(program, args, environmentOf(io.environment, standIn.environment), io);
      }
      output.result({ ok: true, registry: standIn.registry, environment: standIn.environment }, () =>
        file === null ? lines : "",
      );
      output.note(`A registry's login is at ${standIn.registry}. Ctrl-C ends it.`);
      return await run.pause(() => untilInterrupted(io));
    } finally {
      await standIn.close();
    }
  },
};

/** Waits for Ctrl-C or SIGTERM, and throws what it is to end with. */
function untilInterrupted({ interrupt }: CliIo): Promise<never> {
  return new Promise((_, reject) => {
    interrupt.addEventListener("abort", () => reject(interrupt.reason), { once: true });
    if (interrupt.aborted) reject(interrupt.reason);
  });
}
