import { GitlabEcrError } from "../core/errors/index.ts";
import { credentialVariables } from "../reports/index.ts";
import { accessOptionSpecs, performAccess } from "./access-world.ts";
import type { CliCommand } from "./command.ts";
import { environmentOf, runChild } from "./run-child.ts";

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
    return runChild(program, args, environment, io);
  },
};
