import { runInherited } from "../adapters/system/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { credentialVariables } from "../reports/index.ts";
import { accessOptionSpecs, performAccess } from "./access-world.ts";
import type { CliCommand } from "./command.ts";
import type { Environment } from "./option-reader.ts";

/** `gitlab-ecr exec`. */
export const execCommand: CliCommand = {
  name: "exec",
  summary: "Run a command with the AWS credentials that a login would use.",
  positional: "-- COMMAND [ARGUMENT...]",
  options: Object.values(accessOptionSpecs),
  help: `
The credentials are in the environment of COMMAND alone: no file, no log and no
other process of the job has them. Variables that would lead AWS's tools to other
credentials (AWS_PROFILE, AWS_ROLE_ARN and the like) are taken out of it. --timeout
is for getting the credentials: COMMAND may run as long as it likes.

Examples:
  gitlab-ecr exec -- aws s3 sync public s3://bucket
  gitlab-ecr exec --role-arn arn:aws:iam::123456789012:role/deploy -- terraform apply

Exit status: that of COMMAND, 128 and the signal's number where a signal ended it;
126 it can't be run, 127 there is no such command; before it runs 2 wrong usage
or input, 3 AWS or GitLab refused, 4 network, timeout or throttling.
`,
  async run(invocation) {
    const { positionals, io } = invocation;
    const [program, ...args] = positionals;
    if (program === undefined) {
      const reason = "There is no command to run: gitlab-ecr exec -- COMMAND.";
      throw new GitlabEcrError("input-invalid", { reason, command: "exec" });
    }
    const { facts, credentials } = await performAccess(invocation, "exec");
    const environment = environmentOf(io.environment, credentialVariables(credentials, facts.region));
    let release: (() => void) | undefined;
    const end = await runInherited(program, args, environment, (send) => {
      release = io.takeSignals?.(send);
    });
    release?.();
    switch (end.kind) {
      case "ended":
        return end.status;
      case "not-found":
        throw new GitlabEcrError("command-not-found", { program });
      case "not-executable":
        throw new GitlabEcrError("command-not-executable", { program, reason: end.reason });
    }
  },
};

/** Variables that name other credentials than ours. Source: AWS SDKs reference, environment variables. */
const conflicting = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_SECURITY_TOKEN",
];

function environmentOf(parent: Environment, own: Readonly<Record<string, string | null>>): Record<string, string> {
  const all = { ...parent, ...own };
  const kept = Object.entries(all).filter(([name, value]) => value != null && !conflicting.includes(name));
  return Object.fromEntries(kept) as Record<string, string>;
}
