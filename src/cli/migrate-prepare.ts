import { readJobEnvironment } from "../adapters/gitlab/index.ts";
import { readOwnToken } from "../commands/auth-inputs.ts";
import type { LoginOptions } from "../commands/login-options.ts";
import { type PrepareEvidence, type PrepareResult, prepareMigration } from "../commands/migrate/prepare-migration.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { decodeIdToken } from "../core/identity/index.ts";
import { customEndpoint } from "../core/registry/index.ts";
import type { Secret } from "../core/secret/index.ts";
import { migrationPrepareText } from "../reports/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { readEndpointKind } from "./doctor-options.ts";
import { createDoctorWorld } from "./doctor-world.ts";
import { loginOptionSpecs, readLoginOptions, secretsOf } from "./login-options.ts";
import { migrateClaimSpecs } from "./migrate-claim-options.ts";
import { foretellClaims } from "./migrate-claims.ts";
import { withClone } from "./migrate-clone.ts";
import { migrateGitlabSpecs } from "./migrate-gitlab.ts";
import { readMigrationRequest } from "./migrate-options.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";
import type { OptionSpec } from "./option-spec.ts";
import { sessionOptionSpecs } from "./session-options.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

const {
  engine: _engine,
  configDir: _configDir,
  writeEnv: _writeEnv,
  writeAnnotations: _writeAnnotations,
  fallback: _fallback,
  fallbackUntil: _fallbackUntil,
  roleArn,
  ...shared
} = loginOptionSpecs;

const specs = {
  roleArn: { ...roleArn, description: "role that jobs shall assume, and that is looked at" },
  repository: {
    name: "repository",
    value: "NAME|ARN",
    many: true,
    description: "repository that jobs want; may be given several times",
    fallback: "those whose addresses the pipeline has",
  },
  access: {
    name: "access",
    value: "ACCESS",
    choices: ["push", "pull"],
    description: "what jobs want; push includes pull",
    fallback: "push",
  },
  ...migrateClaimSpecs,
  dryRun: { name: "dry-run", value: null, description: "look, and note nothing" },
  ...migrateGitlabSpecs,
  ...shared,
  fips: sessionOptionSpecs.fips,
  dualstack: sessionOptionSpecs.dualstack,
} as const satisfies Record<string, OptionSpec>;

const command = "migrate prepare";

/** `gitlab-ecr migrate prepare`. */
export const migratePrepareCommand: CliCommand = {
  name: command,
  summary: "Look whether the role that a pipeline needs is there and lets its jobs in, before anything is changed.",
  positional: "[FILE]",
  options: Object.values(specs),
  help: `
It reads OIDC provider, role, trust policy, permissions and repositories, changes
nothing in AWS, and notes in .gitlab-ecr-migration.json that all is well. In a job
with an ID token of the project it tries that token. Elsewhere it takes the claims
that a job of the project would have on --branch or --tag: GITLAB_TOKEN (read_api,
Developer) tells its id, its default branch and what is protected.

IAM is read with the job's own session, with the keys in AWS_ACCESS_KEY_ID, or,
outside CI, with the AWS SDK's own chain. What can't be read isn't taken for well.

Examples:
  On a laptop, with a profile that may read IAM:
    AWS_PROFILE=admin gitlab-ecr migrate prepare --project org/app \\
      --gitlab-url https://gitlab.example.com --branch main \\
      --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role

Exit status: 0 all is well, 1 something is wrong or couldn't be read, 2 wrong usage
or input, 4 network, timeout or throttling.
`,
  async run(given) {
    const invocation = await withClone(given);
    const { positionals, options, io, output, run } = invocation;
    const { folder, file } = readPlace(positionals[0]);
    const login = readLoginOptions([], options, readJobEnvironment(io.environment));
    for (const secret of secretsOf(login)) run.guard(secret);
    const doctor = createDoctorWorld(options, io, run);
    try {
      tellEndpoints({ ...doctor.endpoints, IAM: customEndpoint("IAM", io.environment) }, output.note);
      const evidence = await evidenceFor(invocation, login, doctor);
      const result: PrepareResult = await prepareMigration(
        {
          request: readMigrationRequest(options, file, io.environment),
          login,
          endpoints: readEndpointKind(options),
          access: options.text(specs.access) === "pull" ? "pull" : "push",
          repositories: options.list(specs.repository),
          dryRun: options.isOn(specs.dryRun),
        },
        evidence,
        doctor,
        createMigrateWorld(folder, command, run),
        run,
      );
      output.result(result, (style) => migrationPrepareText(result, style));
      return result.verdict === "pass" ? 0 : 1;
    } finally {
      doctor.close();
    }
  },
};

/** The job's own token, unless another project, branch or tag is asked for. */
async function evidenceFor(
  invocation: Invocation,
  login: LoginOptions,
  doctor: ReturnType<typeof createDoctorWorld>,
): Promise<PrepareEvidence> {
  const { options } = invocation;
  const [branch, tag] = [options.text(specs.branch), options.text(specs.tag)];
  if (branch !== null && tag !== null) {
    throw new GitlabEcrError("input-invalid", { reason: "--branch and --tag name two refs: give one.", command });
  }
  const byToken = login.auth === "auto" || login.auth === "oidc";
  if (branch === null && tag === null && byToken) {
    const token = await readOwnToken(login, doctor);
    if (token !== null && isOfProject(token, options.text(migrateGitlabSpecs.project))) return { kind: "token" };
  }
  return foretellClaims(invocation, command, doctor);
}

/** Whether a token is one of a job of the project; true also for what isn't a token, which is told where it is tried. */
function isOfProject(token: Secret, project: string | null): boolean {
  if (project === null) return true;
  try {
    const { project_path: path, project_id: id } = decodeIdToken(token.reveal());
    return id === project || String(path).toLowerCase() === project.toLowerCase();
  } catch (error) {
    if (error instanceof GitlabEcrError) return true;
    throw error;
  }
}
