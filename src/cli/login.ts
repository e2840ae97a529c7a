import { login } from "../commands/login.ts";
import type { Warning } from "../core/errors/index.ts";
import type { CustomEndpoint } from "../core/registry/index.ts";
import { createAws } from "../adapters/aws/index.ts";
import { readJobEnvironment } from "../adapters/gitlab/index.ts";
import { loginText } from "../reports/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { createLoginWorld, createStore } from "./context.ts";
import { loginOptionSpecs, readLoginOptions, secretsOf } from "./login-options.ts";
import type { Output } from "./output.ts";

/** `gitlab-ecr login`. */
export const loginCommand: CliCommand = {
  name: "login",
  summary: "Get AWS credentials for this job and log Docker into Amazon ECR.",
  positional: "[REGISTRY...]",
  options: Object.values(loginOptionSpecs),
  help: `
REGISTRY is a full host name, an account id, ACCOUNT.REGION, or a repository's
URI. Without one, it is the registry of the credentials' account in the region.

Examples:
  In a job with id_tokens, to the role's own registry:
    gitlab-ecr login --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role --region eu-west-1

  To two registries at once:
    gitlab-ecr login 123456789012.dkr.ecr.eu-west-1.amazonaws.com 210987654321.us-east-1

  With the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY:
    gitlab-ecr login --auth static --region eu-west-1

  For a script:
    gitlab-ecr login --json --write-env ecr.env

Exit status: 0 logged in, 2 wrong usage or input, 3 AWS or GitLab refused,
4 network, timeout or throttling, 5 a container tool failed.
`,
  async run({ positionals, options, io, output, run }: Invocation): Promise<void> {
    const job = readJobEnvironment(io.environment);
    const loginOptions = readLoginOptions(positionals, options, job);
    for (const secret of secretsOf(loginOptions)) run.guard(secret);
    const aws = createAws(io.environment);
    tellEndpoints(aws.endpoints, output);

    const told = new Set<Warning>();
    const tell = (warnings: readonly Warning[]) => {
      for (const warning of warnings) if (!told.has(warning)) output.warning(warning);
      for (const warning of warnings) told.add(warning);
    };
    try {
      const store = await createStore(options, io, job.jobId);
      const world = createLoginWorld(aws, store, run, ({ method, because, warnings }) => {
        output.line(`auth: ${method} (${because})`);
        tell(warnings);
      });
      const result = await login(loginOptions, world, run);
      tell(result.warnings);
      output.result(result, (style) => loginText(result, style));
    } finally {
      aws.close();
    }
  },
};

function tellEndpoints(endpoints: Record<string, CustomEndpoint | null>, output: Output): void {
  for (const [service, endpoint] of Object.entries(endpoints)) {
    if (endpoint !== null) output.note(`custom endpoint for ${service}: ${endpoint.url} (${endpoint.variable})`);
  }
}
