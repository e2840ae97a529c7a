import { createAws } from "../adapters/aws/index.ts";
import { type ApplyResult, applySetup, type SetupProposal } from "../commands/setup-apply/apply-setup.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { AwsCredentials } from "../core/identity/index.ts";
import { Secret } from "../core/secret/index.ts";
import { planSetup } from "../core/setup/index.ts";
import { appliedText, includeBlock, proposalText } from "../reports/index.ts";
import { plainStyle } from "./ansi-style.ts";
import type { Invocation } from "./command.ts";
import type { SetupApplyRequest } from "./setup-apply-options.ts";
import { setupGitlabSpecs } from "./setup-gitlab-options.ts";
import { openKeyTarget } from "./setup-key-target.ts";
import { readSetupRequest } from "./setup-options.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

/** `gitlab-ecr setup --apply` and `--destroy`: changes the account where somebody agrees. Gives the exit status. */
export async function applySetupInAccount(invocation: Invocation, request: SetupApplyRequest): Promise<number> {
  const { options, io, output, run } = invocation;
  const { mode } = request;
  const plan = planSetup(readSetupRequest(options));
  const target = request.target === null ? null : await openKeyTarget(invocation, request.target, request.yes);
  const aws = createAws(io.environment, io.retryClock);
  try {
    const { STS, ECR } = aws.endpoints;
    tellEndpoints({ STS, ECR }, output.note);
    const result = await applySetup(
      plan,
      { mode, target: target?.target ?? null },
      {
        aws: {
          credentials: (signal) => findCredentials(invocation, request, aws, signal, plan.region),
          getCallerIdentity: aws.getCallerIdentity,
          openSetup: async (opened, signal) => {
            const account = await aws.openSetup(opened, signal);
            tellEndpoints(account.endpoints, output.note);
            return account;
          },
        },
        decide: (proposal) => decide(proposal, invocation, request),
        wait: (milliseconds, signal) => io.retryClock.wait(milliseconds, signal),
      },
      run,
    );
    give(result, invocation, target?.takesStdout === true);
    return 0;
  } finally {
    aws.close();
    target?.close();
  }
}

/** As AWS's own tools: the profile that is named, else keys in the environment, else what the SDK's chain finds. */
async function findCredentials(
  { options }: Invocation,
  { profile }: SetupApplyRequest,
  aws: Pick<ReturnType<typeof createAws>, "ambientCredentials">,
  signal: AbortSignal,
  region: string,
): Promise<AwsCredentials> {
  const accessKeyId = options.usedVariable("AWS_ACCESS_KEY_ID");
  const secretAccessKey = options.usedVariable("AWS_SECRET_ACCESS_KEY");
  if (profile?.source !== "--profile" && accessKeyId !== null && secretAccessKey !== null) {
    const sessionToken = options.usedVariable("AWS_SESSION_TOKEN");
    return {
      accessKeyId: new Secret(accessKeyId),
      secretAccessKey: new Secret(secretAccessKey),
      sessionToken: sessionToken === null ? null : new Secret(sessionToken),
      expiresAt: null,
    };
  }
  try {
    return await aws.ambientCredentials(region, signal, profile?.value);
  } catch (error) {
    if (!(error instanceof GitlabEcrError) || error.code !== "credentials-missing") throw error;
    throw new GitlabEcrError("credentials-missing", error.context, {
      cause: error.cause,
      remedy: [
        "Give a profile of AWS's shared files that may change IAM: --profile NAME; one that signs in by SSO takes aws sso login --profile NAME first.",
        "Or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for a session, AWS_SESSION_TOKEN.",
      ],
    });
  }
}

/** Agreed to beforehand, or asked for on a terminal; elsewhere nothing is changed. */
async function decide(
  proposal: SetupProposal,
  { io, options, output, run }: Invocation,
  { dryRun, yes }: SetupApplyRequest,
): Promise<boolean> {
  const { ask } = io;
  if (dryRun) return false;
  if (yes) return true;
  if (ask === undefined || options.isOn({ name: "json", value: null, description: "" })) return false;
  output.question((style) => proposalText(proposal, style));
  const question = proposal.mode === "apply" ? "Make these changes? [y/N] " : "Delete these? [y/N] ";
  const answer = await run.pause(() => ask(question, run.signal));
  return /^y(?:es)?$/i.test(answer.trim());
}

function give(result: ApplyResult, { options, output }: Invocation, takesStdout: boolean): void {
  const components = options.text(setupGitlabSpecs.components) ?? undefined;
  const { plan, mode, identity, changes, key, applied, made } = result;
  if (takesStdout && made !== null) {
    output.secretDocument(`AWS_ACCESS_KEY_ID=${made.id}\nAWS_SECRET_ACCESS_KEY=${made.secret.reveal()}\n`);
  }
  if (takesStdout) {
    // Standard output holds the key alone; the rest is told beside it.
    output.note(appliedText(result, plainStyle, components).trimEnd());
    return;
  }
  const printed = {
    ok: true,
    ...plan,
    mode,
    credentials: identity,
    applied,
    changes: changes.map(({ calls, versions: _versions, ...change }) => ({
      ...change,
      calls: calls.map(({ call }) => call),
    })),
    accessKey: key === null ? null : { ...key, ...(made === null ? {} : { id: made.id }) },
    include: includeBlock(plan, components),
  };
  output.result(printed, (style) => appliedText(result, style, components));
}
