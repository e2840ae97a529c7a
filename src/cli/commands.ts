import type { CommandEntry } from "./command.ts";

/** All subcommands, most wanted first. */
export const commands: readonly CommandEntry[] = [
  {
    name: "login",
    summary: "get AWS credentials for this job and log Docker into ECR",
    load: async () => (await import("./login.ts")).loginCommand,
  },
  {
    name: "logout",
    summary: "remove what login stored, and nothing else",
    load: async () => (await import("./logout.ts")).logoutCommand,
  },
  {
    name: "doctor",
    summary: "explain why a login fails, or would, and what to change",
    load: async () => (await import("./doctor.ts")).doctorCommand,
  },
  {
    name: "setup",
    summary: "make or print all that AWS needs to let your jobs in",
    load: async () => (await import("./setup.ts")).setupCommand,
  },
  {
    name: "setup issuer",
    summary: "publish the OIDC documents of a GitLab instance that AWS can't reach",
    load: async () => (await import("./setup-issuer.ts")).setupIssuerCommand,
  },
  {
    name: "audit",
    summary: "tell what an AWS account has for GitLab, and what is wrong",
    load: async () => (await import("./audit.ts")).auditCommand,
  },
  {
    name: "migrate plan",
    summary: "show how a pipeline would log in with ID tokens, not keys",
    load: async () => (await import("./migrate-plan.ts")).migratePlanCommand,
  },
  {
    name: "migrate prepare",
    summary: "look whether the role that a pipeline needs is there",
    load: async () => (await import("./migrate-prepare.ts")).migratePrepareCommand,
  },
  {
    name: "migrate apply",
    summary: "rewrite a pipeline to log in with ID tokens, not keys",
    load: async () => (await import("./migrate-apply.ts")).migrateApplyCommand,
  },
  {
    name: "migrate status",
    summary: "tell where a migration stands, and what is next",
    load: async () => (await import("./migrate-status.ts")).migrateStatusCommand,
  },
  {
    name: "migrate verify",
    summary: "look whether migrated pipelines do without keys",
    load: async () => (await import("./migrate-verify.ts")).migrateVerifyCommand,
  },
  {
    name: "migrate retire",
    summary: "turn off and delete the keys that a project no longer needs",
    load: async () => (await import("./migrate-retire.ts")).migrateRetireCommand,
  },
  {
    name: "migrate undo",
    summary: "go back to keys, from every phase of a migration",
    load: async () => (await import("./migrate-undo.ts")).migrateUndoCommand,
  },
  {
    name: "rotate",
    summary: "replace a user's access key, in AWS and where it is stored",
    load: async () => (await import("./rotate.ts")).rotateCommand,
  },
  {
    name: "exec",
    summary: "run a command with the credentials that login would use",
    load: async () => (await import("./exec.ts")).execCommand,
  },
  {
    name: "credentials",
    summary: "hand on the AWS credentials that a login would use",
    load: async () => (await import("./credentials.ts")).credentialsCommand,
  },
  {
    name: "create-repository",
    summary: "create a repository in ECR where it is missing",
    load: async () => (await import("./create-repository.ts")).createRepositoryCommand,
  },
  {
    name: "credential-helper",
    summary: "answer container tools that ask for an ECR login",
    load: async () => (await import("./credential-helper.ts")).credentialHelperCommand,
  },
  {
    name: "fake",
    summary: "play AWS and GitLab on this machine, for your tests",
    load: async () => (await import("./fake.ts")).fakeCommand,
  },
  {
    name: "completion",
    summary: "print a script that completes commands in bash, zsh, fish",
    load: async () => (await import("./completion.ts")).completionCommand(commands),
  },
];
