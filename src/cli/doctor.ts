import { readInputFile } from "../adapters/system/index.ts";
import { doctorOffline } from "../commands/doctor-offline.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { doctorOfflineText } from "../reports/index.ts";
import type { CliCommand } from "./command.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";

const specs = {
  offline: { name: "offline", value: null, description: "judge from claims and policies alone, without any call" },
  claims: {
    name: "claims",
    value: "FILE",
    description: "claims of a job, as a JSON object or as the JWT itself; - reads standard input",
  },
  trustPolicy: { name: "trust-policy", value: "FILE", description: "the role's trust policy" },
  permissions: {
    name: "permissions",
    value: "FILE",
    many: true,
    description: "a permission policy of the role; may be given several times",
  },
  repository: { name: "repository", value: "ARN", description: "repository that the permissions are checked for" },
  access: {
    name: "access",
    value: "ACCESS",
    choices: ["push", "pull"],
    description: "what the job wants; push includes pull",
    fallback: "push",
  },
  providerAudience: {
    name: "provider-audience",
    value: "AUDIENCE",
    many: true,
    description: "client id of the account's OIDC provider; may be given several times",
  },
} as const satisfies Record<string, OptionSpec>;

/** `gitlab-ecr doctor`. */
export const doctorCommand: CliCommand = {
  name: "doctor",
  summary: "Explain whether AWS lets a job assume a role, which condition decides, and what to change.",
  positional: null,
  options: Object.values(specs),
  help: `
The trust policy may be the document itself or what aws iam get-role printed; so
may the permission policies (aws iam get-role-policy, get-policy-version). A claim
that isn't in the claims is absent for AWS, too.

Examples:
  Would the branch main be admitted?
    aws iam get-role --role-name gitlab-ecr-role >role.json
    gitlab-ecr doctor --offline --claims claims.json --trust-policy role.json

  In a job, with its own token:
    printenv GITLAB_OIDC_TOKEN | gitlab-ecr doctor --offline --claims - --trust-policy trust-policy.json

  May it push, too?
    gitlab-ecr doctor --offline --claims claims.json --trust-policy role.json \\
      --permissions policy.json --repository arn:aws:ecr:eu-west-1:123456789012:repository/app

Exit status: 0 AWS would allow it, 1 it would deny it or it can't be decided,
2 wrong usage or input.
`,
  async run({ options, io, output, run }) {
    const result = await doctorOffline(
      readOptions(options),
      { readText: (path) => (path === "-" ? io.readStdin() : readInputFile(path, "doctor")) },
      run,
    );
    output.result(result, (style) => doctorOfflineText(result, style));
    return result.verdict === "allow" ? 0 : 1;
  },
};

function readOptions(options: OptionReader) {
  const required = (spec: OptionSpec) => {
    const value = options.text(spec);
    if (value !== null) return value;
    const reason = `--${spec.name} ${spec.value} is missing.`;
    throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
  };
  if (!options.isOn(specs.offline)) {
    const reason = "Only --offline is there yet: give --offline, --claims and --trust-policy.";
    throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
  }
  return {
    claims: required(specs.claims),
    trustPolicy: required(specs.trustPolicy),
    permissions: options.list(specs.permissions),
    repository: options.text(specs.repository),
    access: (options.text(specs.access) ?? "push") as "push" | "pull",
    providerAudiences: options.list(specs.providerAudience),
  };
}
