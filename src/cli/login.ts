import { GitlabEcrError } from "../core/errors/index.ts";
import { loginText } from "../reports/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { performLogin } from "./context.ts";
import { explainTrustPolicySpec } from "./explain-trust-policy-spec.ts";
import { loginOptionSpecs } from "./login-options.ts";
import { sessionOptionSpecs } from "./session-options.ts";

/** `gitlab-ecr login`. */
export const loginCommand: CliCommand = {
  name: "login",
  summary: "Get AWS credentials for this job and log Docker into Amazon ECR.",
  positional: "[REGISTRY...]",
  options: [...Object.values({ ...loginOptionSpecs, ...sessionOptionSpecs }), explainTrustPolicySpec],
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
  async run(invocation) {
    const { positionals, options, io, output, run } = invocation;
    const result = await performLogin(positionals, options, io, run, {
      onNote: output.note,
      onChoice({ method, because, warnings }) {
        output.line(`auth: ${method} (${because})`);
        run.warn(warnings);
      },
    }).catch(async (error: unknown) => {
      throw await explained(error, invocation);
    });
    run.warn(result.warnings);
    output.result(result, (style) => loginText(result, style));
    return 0;
  },
};

/** A refusal of the trust policy with the comparison, where it can be made. What fails on the way is never the error shown. */
async function explained(error: unknown, invocation: Invocation): Promise<unknown> {
  if (!(error instanceof GitlabEcrError) || error.code !== "trust-denied") return error;
  try {
    const { explainTrustDenied } = await import("./explain-trust-denied.ts");
    return (await explainTrustDenied(error, invocation)) ?? error;
  } catch {
    return error; // The chunk may be missing, IAM out of reach, or the copy unreadable: the refusal itself stands.
  }
}
