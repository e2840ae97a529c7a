import { listFolder, readInputFile, writeGeneratedFolder } from "../adapters/system/index.ts";
import { type SetupResult, setup } from "../commands/setup.ts";
import {
  filesOfReadme,
  includeBlock,
  setupDocument,
  setupFiles,
  setupText,
  setupWrittenText,
} from "../reports/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { applySetupInAccount } from "./setup-apply.ts";
import { readSetupApply, setupApplySpecs } from "./setup-apply-options.ts";
import { withGitlabSide } from "./setup-gitlab.ts";
import { setupGitlabSpecs } from "./setup-gitlab-options.ts";
import { readSetupRequest, readSetupTarget, setupOptionSpecs } from "./setup-options.ts";

/** `gitlab-ecr setup`. */
export const setupCommand: CliCommand = {
  name: "setup",
  summary: "Plan what AWS needs for GitLab's jobs to use Amazon ECR, and write it in the form that you apply it in.",
  positional: null,
  options: Object.values({ ...setupOptionSpecs, ...setupGitlabSpecs, ...setupApplySpecs }),
  help: `
It plans an OIDC provider and a role, or an IAM user, with the permissions asked for
on the repositories named. With --format it writes that as files; with --apply it
makes it in the account, after it has shown what will change and asked. Without
either it doesn't call AWS.

In a clone it takes GitLab's address and the project from the remote. With a token
(GITLAB_TOKEN, or glab's) it looks up the rest in GitLab. What it changes there, with
--set-sub-components and --set-variables, it shows first, and asks.

--apply can be repeated: it changes what differs from the plan, and nothing that
setup didn't make (tag managed-by=gitlab-ecr) beyond adding an audience or the
permissions. Where nobody can be asked, it only shows the changes unless --yes is
given. --destroy deletes what --apply made for the same plan.

For an instance that AWS can't reach, gitlab-ecr setup issuer comes first.

Without --branch, --tag or --environment the role admits the branch main alone.
What AWS can't see of the instance's tokens is refused, with how to compose sub.

Examples:
  What would be made?
    gitlab-ecr setup --gitlab-url https://gitlab.com --project org/app --project-id 4242 \\
      --account 123456789012 --region eu-west-1 --repository app

  As Terraform, with the repository, for protected tags:
    gitlab-ecr setup --gitlab-url https://gitlab.com --project org/app --project-id 4242 \\
      --tag 'v*' --protected --account 123456789012 --region eu-west-1 --repository app \\
      --create-repository --format terraform --output infra/gitlab-ecr

  On an instance of your own, pinned by the project's id:
    gitlab-ecr setup --gitlab-url https://gitlab.example.com --project org/app --project-id 4242 \\
      --sub-components project_id,ref_type,ref --account 123456789012 --region eu-west-1 \\
      --repository app --format aws-cli --output setup

  Make it in the account, from your own machine; and take it back:
    gitlab-ecr setup --gitlab-url https://gitlab.com --project org/app --project-id 4242 \\
      --account 123456789012 --region eu-west-1 --repository app --create-repository \\
      --profile admin --apply
    gitlab-ecr setup (the same options) --profile admin --destroy

Exit status: 0 planned, written, made, or shown what would change; 2 wrong usage,
input or folder, or credentials of another account; 3 AWS or GitLab refused, or
what is there stands against the plan; 4 network, timeout or throttling.
`,
  run: (invocation) => withGitlabSide(invocation, setUpAws),
};

async function setUpAws(invocation: Invocation): Promise<number> {
  const { options, output } = invocation;
  const change = readSetupApply(options);
  if (change !== null) return applySetupInAccount(invocation, change);
  const target = readSetupTarget(options);
  const result = await setup(readSetupRequest(options), target, {
    filesOf: (plan) => setupFiles(plan, target.format),
    filesOfReadme,
    listFolder: (path) => listFolder(path, "setup"),
    readText: (path) => readInputFile(path, "setup", invocation.run.signal),
    writeFolder: (path, files, obsolete) => writeGeneratedFolder(path, files, { obsolete, command: "setup" }),
  });
  give(result, { ...target, components: options.text(setupGitlabSpecs.components) ?? undefined }, output);
  return 0;
}

/** The plan or the folder as text; else the document alone, and what else to know on standard error. */
function give(
  result: SetupResult,
  { format, components }: ReturnType<typeof readSetupTarget> & { readonly components: string | undefined },
  output: Invocation["output"],
): void {
  const { output: folder, files, grade } = result;
  const printed = { ...result, include: includeBlock(result, components) };
  if (folder !== null) {
    output.result(printed, (style) => setupWrittenText(result, folder, files, style, components));
    return;
  }
  const document = format === "plan" ? null : setupDocument(result, format);
  output.result(printed, (style) => document ?? setupText(result, style, components));
  if (document === null) return;
  if (grade !== null) output.note(`grade of the trust policy: ${grade}`);
  output.note(`for .gitlab-ci.yml:\n${includeBlock(result, components).trimEnd()}`);
}
