import { createAws } from "../adapters/aws/index.ts";
import { checkRepository, createRepository } from "../commands/create-repository.ts";
import type { AccessOptions } from "../commands/session-options.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { createRepositoryText } from "../reports/index.ts";
import { accessOptionSpecs, performAccess } from "./access-world.ts";
import type { CliCommand } from "./command.ts";
import type { OptionSpec } from "./option-spec.ts";
import { endpointVariables } from "./session-options.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

// A session for pushes alone may not create anything.
const { scope: _scope, repository: _repository, ...sharedSpecs } = accessOptionSpecs;

const ownSpecs = {
  scanOnPush: { name: "scan-on-push", value: null, description: "let ECR scan every image that is pushed" },
  immutableTags: { name: "immutable-tags", value: null, description: "let no tag be moved to another image" },
  dryRun: { name: "dry-run", value: null, description: "only tell what would be done" },
} as const satisfies Record<string, OptionSpec>;

/** `gitlab-ecr create-repository`. */
export const createRepositoryCommand: CliCommand = {
  name: "create-repository",
  summary: "Create a repository in ECR where it is missing; leave one that is there as it is.",
  positional: "NAME",
  options: Object.values({ ...ownSpecs, ...sharedSpecs }),
  help: `
It is made in the first registry of GITLAB_ECR_REGISTRIES, else in that of the
credentials' own account, in the region. The role or user needs the permission
ecr:CreateRepository on it, and for --dry-run ecr:DescribeRepositories.

In a repository with immutable tags latest and the names of branches can't move.

Examples:
  gitlab-ecr create-repository team/app --scan-on-push
  gitlab-ecr create-repository team/app --immutable-tags --dry-run --json

Exit status: 0 it is there, 2 wrong usage or input, 3 AWS or GitLab refused,
4 network, timeout or throttling.
`,
  async run(invocation) {
    const { positionals, options, io, output, run } = invocation;
    const [name] = positionals;
    if (name === undefined) throw invalid("There is no repository: gitlab-ecr create-repository NAME.");
    let access: AccessOptions | undefined;
    const got = await performAccess(invocation, "create-repository", (read) => {
      access = read;
      checkRepository(name, read.registries);
      const { scope, repositories } = read.session.narrowing;
      if (scope === null && repositories.length === 0) return;
      throw invalid("GITLAB_ECR_SCOPE or GITLAB_ECR_REPOSITORY narrows the session to pushes or pulls.");
    });
    if (access === undefined) throw new Error("performAccess reads the options first.");
    const { registries, session } = access;
    const aws = createAws({ ...io.environment, ...endpointVariables(session) }, io.retryClock);
    try {
      tellEndpoints({ ECR: aws.endpoints.ECR }, output.note);
      const wishes = {
        name,
        scanOnPush: options.isOn(ownSpecs.scanOnPush),
        immutableTags: options.isOn(ownSpecs.immutableTags),
        dryRun: options.isOn(ownSpecs.dryRun),
      };
      const place = { ...got, registries, endpoints: session.endpoints };
      const result = await createRepository(wishes, place, aws, run);
      output.result(result, (style) => createRepositoryText(result, style));
      return 0;
    } finally {
      aws.close();
    }
  },
};

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "create-repository" });
}
