import type { MigrationRequest } from "../commands/migrate/plan-migration.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { Environment, OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";

/** The options that all of migrate's subcommands have which read a pipeline. */
export const migrateSpecs = {
  component: {
    name: "component",
    value: "ADDRESS",
    description: "address of the component login on your GitLab, with its version: HOST/GROUP/gitlab-ecr/login@VERSION",
    fallback: "the one that the pipeline includes already",
  },
  roleArn: {
    name: "role-arn",
    value: "ARN",
    variables: ["AWS_ROLE_ARN"],
    description: "role that jobs shall assume",
  },
  region: {
    name: "region",
    value: "REGION",
    variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    description: "AWS region",
    fallback: "that of the first registry",
  },
  registry: {
    name: "registry",
    value: "HOST",
    many: true,
    description: "registry to log in to; may be given several times",
    fallback: "those that the pipeline logs in to today",
  },
  phase: {
    name: "phase",
    value: "PHASE",
    choices: ["dual", "oidc"],
    description: "dual keeps the keys for when the ID token fails, oidc takes the token alone",
    fallback: "that of a pipeline which has the component already, else dual",
  },
  fallbackUntil: {
    name: "fallback-until",
    value: "DATE",
    description:
      "with --phase dual, the last day in UTC on which keys are used where the exchange of the token fails, YYYY-MM-DD",
    fallback: "no last day",
  },
  job: {
    name: "job",
    value: "NAME",
    many: true,
    description: "job whose login is replaced; may be given several times",
    fallback: "all",
  },
  installNode: {
    name: "install-node",
    value: null,
    description: "let jobs install Node where their image has none (the component's input install_node)",
  },
  gitlabUrl: {
    name: "gitlab-url",
    value: "URL",
    description: "address of GitLab, for the role's plan and what it is asked with a token",
    fallback: "in a job its own, else that of the clone's remote origin",
  },
  project: {
    name: "project",
    value: "PATH",
    description: "project, GROUP/PROJECT, for the role's plan and its CI/CD variables",
    fallback: "in a job its own, else that of the clone's remote origin",
  },
} as const satisfies Record<string, OptionSpec>;

const unknownComponent = "$CI_SERVER_FQDN/GROUP/gitlab-ecr/login@VERSION";

/** What is asked for. `file` is the pipeline file from its folder. Throws `input-invalid`. */
export function readMigrationRequest(options: OptionReader, file: string, environment: Environment): MigrationRequest {
  const specs = migrateSpecs;
  const fallbackUntil = readFallbackUntil(options);
  return {
    file,
    component: readComponent(options),
    roleArn: options.text(specs.roleArn),
    region: options.text(specs.region),
    registries: options.list(specs.registry),
    // A last day of the fallback is one of the phase dual.
    phase: (options.text(specs.phase) ?? (fallbackUntil === null ? null : "dual")) as MigrationRequest["phase"],
    fallbackUntil,
    jobs: options.list(specs.job),
    installNode: options.isOn(specs.installNode),
    gitlabUrl: options.text(specs.gitlabUrl) ?? (environment.CI_SERVER_URL || null),
    project: options.text(specs.project) ?? (environment.CI_PROJECT_PATH || null),
  };
}

function readComponent(options: OptionReader): string {
  const found = options.find(migrateSpecs.component);
  if (found === null) return unknownComponent;
  const { value, source } = found;
  // GitLab takes variables in an address, such as $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA.
  if (/^[^\s/@]+(?:\/[^\s/@]+){2,}@[^\s@]+$/.test(value)) return value;
  const reason = `${source} is ${JSON.stringify(value)}; it must be an address with a version, HOST/GROUP/gitlab-ecr/login@VERSION.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "migrate plan" });
}

function readFallbackUntil(options: OptionReader): string | null {
  const found = options.find(migrateSpecs.fallbackUntil);
  if (found === null) return null;
  const { value, source } = found;
  // JSON has null for what is no date, and another day for one that the calendar lacks.
  if (value.length === 10 && new Date(value).toJSON()?.startsWith(value)) return value;
  const reason = `${source} is ${JSON.stringify(value)}; it must be a day, YYYY-MM-DD.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "migrate plan" });
}

/** Told where a pipeline is changed for a role that nobody has looked at. */
export const roleUnchecked =
  "warning: the role wasn't checked; gitlab-ecr migrate prepare looks whether it is there and lets the jobs in";
