import { applyMigration } from "../commands/migrate/apply-migration.ts";
import { rememberingWorld } from "../commands/migrate/remember-changes.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { migrationApplyText } from "../reports/index.ts";
import type { CliCommand } from "./command.ts";
import { withClone } from "./migrate-clone.ts";
import { noLint, openLint } from "./migrate-lint.ts";
import { migrateSpecs, readMigrationRequest, roleUnchecked } from "./migrate-options.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";

const writeSpec = {
  name: "write",
  value: null,
  description: "write the files; without it nothing is written",
} as const;

const mergeRequestSpec = {
  name: "merge-request",
  value: null,
  description:
    "read the project's files from GitLab, and open a merge request with the change instead of writing files",
} as const;

const yesSpec = { name: "yes", value: null, description: "agree to the merge request" } as const;

/** `gitlab-ecr migrate apply`. */
export const migrateApplyCommand: CliCommand = {
  name: "migrate apply",
  summary: "Rewrite a pipeline so that its jobs log in to ECR with ID tokens instead of keys.",
  positional: "[FILE]",
  options: [writeSpec, mergeRequestSpec, yesSpec, ...Object.values(migrateSpecs)],
  help: `
It does what migrate plan shows, and writes it with --write alone. Comments,
anchors, quotes, order and line ends stay; a login that isn't certain is left as
it is, and listed. Running it again changes nothing. What --write changed is noted
in .gitlab-ecr-migration.json, so that migrate undo takes it back: commit it, too.

With --project, --gitlab-url (in a job both are known) and GITLAB_TOKEN (scope api,
role Developer), --write lets GitLab check each file before; one that it refuses stays.

Examples:
  Keys stay as the way back:
    gitlab-ecr migrate apply --write --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role \\
      --component gitlab.example.com/tools/gitlab-ecr/login@1

  Later, the ID token alone:
    gitlab-ecr migrate apply --write --phase oidc \\
      --component gitlab.example.com/tools/gitlab-ecr/login@1

  On a branch, with a merge request; GITLAB_TOKEN needs the scope api and the role Developer:
    gitlab-ecr migrate apply --merge-request --yes --project org/app \\
      --component gitlab.example.com/tools/gitlab-ecr/login@1

Exit status: 0 done, 2 wrong usage, input or file; with --merge-request also
3 GitLab refused, 4 network, timeout or throttling.
`,
  async run(given) {
    const invocation = await withClone(given);
    const { positionals, options, io, output, run } = invocation;
    if (options.isOn(mergeRequestSpec)) {
      if (options.isOn(writeSpec)) {
        const reason = "--write changes files here, and --merge-request those of the project: choose one of them.";
        throw new GitlabEcrError("input-invalid", { reason, command: "migrate apply" });
      }
      const { applyByMergeRequest } = await import("./migrate-merge-request.ts");
      return applyByMergeRequest(invocation);
    }
    const { folder, file } = readPlace(positionals[0]);
    const world = createMigrateWorld(folder, "migrate apply", run);
    const request = { ...readMigrationRequest(options, file, io.environment), write: options.isOn(writeSpec) };
    const { lint, close } = request.write ? await openLint(request.project, invocation) : noLint;
    const result = await applyMigration(request, rememberingWorld(world, run), lint, run).finally(close);
    if (result.written.length > 0 && !result.roleChecked) output.note(roleUnchecked);
    output.result(result, (style) => migrationApplyText(result, style));
    return 0;
  },
};
