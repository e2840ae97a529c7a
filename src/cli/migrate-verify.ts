import { readInputFile } from "../adapters/system/index.ts";
import { type VerifyEvidence, type VerifyResult, verifyMigration } from "../commands/migrate/verify-migration.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { migrationVerifyText } from "../reports/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { withClone } from "./migrate-clone.ts";
import { migrateGitlabSpecs, openGitlab, readProjectPath } from "./migrate-gitlab.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";
import type { OptionSpec } from "./option-spec.ts";

const specs = {
  pipelines: {
    name: "pipelines",
    value: "N",
    description: "green pipelines without a key, in a row, that are enough",
    fallback: "3",
  },
  log: {
    name: "log",
    value: "FILE",
    many: true,
    description:
      "log of a green pipeline's job, the newest first, instead of asking GitLab; may be given several times",
  },
  ...migrateGitlabSpecs,
} as const satisfies Record<string, OptionSpec>;

/** `gitlab-ecr migrate verify`. */
export const migrateVerifyCommand: CliCommand = {
  name: "migrate verify",
  summary: "Look whether a project's pipelines log in to ECR without keys since they were migrated.",
  positional: "[FILE]",
  options: Object.values(specs),
  help: `
It reads the logs of the newest pipelines since migrate apply: a green pipeline
counts where every login took the ID token. One that used keys, also as a fallback,
ends the row. Enough of them, and it is noted in .gitlab-ecr-migration.json.

GITLAB_TOKEN needs the scope read_api, and the role Reporter.

Examples:
  gitlab-ecr migrate verify --project org/app --gitlab-url https://gitlab.example.com

  Without a token, from logs:
    gitlab-ecr migrate verify --pipelines 1 --log job.log

Exit status: 0 verified, 1 not yet, 2 wrong usage or input, 3 GitLab refused,
4 network, timeout or throttling.
`,
  async run(invocation) {
    const { positionals, output, run } = invocation;
    const { folder } = readPlace(positionals[0]);
    const world = createMigrateWorld(folder, "migrate verify", run);
    const wanted = readCount(invocation);
    const { evidence, close } = await openEvidence(await withClone(invocation));
    try {
      const result: VerifyResult = await verifyMigration(wanted, evidence, world, run);
      output.result(result, (style) => migrationVerifyText(result, style));
      return result.verified ? 0 : 1;
    } finally {
      close();
    }
  },
};

function readCount({ options }: Invocation): number {
  const text = options.text(specs.pipelines) ?? "3";
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  const reason = `--pipelines is ${JSON.stringify(text)}; it must be a number from 1 to 99.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "migrate verify" });
}

async function openEvidence(invocation: Invocation): Promise<{ evidence: VerifyEvidence; close(): void }> {
  const { options, run } = invocation;
  const files = options.list(specs.log);
  if (files.length > 0) {
    const logs: { name: string; text: string }[] = [];
    for (const name of files) logs.push({ name, text: await readInputFile(name, "migrate verify", run.signal) });
    return { evidence: { kind: "logs", logs }, close: () => undefined };
  }
  const project = readProjectPath(invocation, "migrate verify");
  const needs = "the scope read_api, and the role Reporter in the project";
  const { api, close } = await openGitlab(invocation, "migrate verify", needs);
  const evidence: VerifyEvidence = {
    kind: "gitlab",
    list: (since, signal) => api.listPipelines(project, since, signal),
    logs: (pipeline, signal) => api.readPipelineLogs(project, pipeline, signal),
  };
  return { evidence, close };
}
