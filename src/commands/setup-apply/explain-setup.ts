import { type AwsOutcome, explainFailure, readFailureKind } from "../../core/diagnosis/index.ts";
import { type ContextValue, catalogueError, GitlabEcrError } from "../../core/errors/index.ts";
import { neededPermissions, type SetupChange, type SetupMode, type SetupPlan } from "../../core/setup/index.ts";

/** What an error of setup's is about. */
export interface SetupScene {
  readonly plan: SetupPlan;
  readonly mode: SetupMode;
  readonly withKey: boolean;
  /** ARN of who asks. */
  readonly identity: string;
}

/** The error that explains a call that failed. */
export function explainSetup(
  { failure, attempts }: Extract<AwsOutcome<unknown>, { ok: false }>,
  scene: SetupScene,
): GitlabEcrError {
  if (readFailureKind(failure) === "denied") return deniedError([failure.action], scene);
  const { region } = scene.plan;
  const error = explainFailure(failure, { attempts, region, exchange: null, keys: null, identity: scene.identity });
  const isFull = failure.kind === "aws" && failure.awsCode === "LimitExceeded";
  if (!isFull) return error;
  const remedy = [
    "Delete what isn't needed any more, or ask AWS for a higher quota (Service Quotas), and run it again.",
  ];
  return new GitlabEcrError("aws-refused", error.context, { remedy });
}

/** The `setup-denied` that names what wasn't allowed, and the whole policy that this setup takes. */
export function deniedError(actions: readonly string[], { plan, mode, withKey, identity }: SetupScene): GitlabEcrError {
  const policy = neededPermissions(plan, mode, { withKey });
  const text = JSON.stringify(policy, null, 2);
  return catalogueError(
    "setup-denied",
    {
      identity,
      accountId: plan.account,
      lacking: [...actions],
      policy: policy as unknown as ContextValue,
    },
    {
      remedy: [
        `Let an administrator attach this policy to ${identity}; it is all that this setup takes:\n\n${indented(text)}\n`,
        "Then run it again: what is done already stays.",
      ],
    },
  );
}

/** The `setup-conflict` that shows both versions of everything that stands against the plan. */
export function conflictError(
  conflicts: readonly SetupChange[],
  { plan }: SetupScene,
  { hasBegun = false } = {},
): GitlabEcrError {
  const told = conflicts.map(({ arn, reason, versions }) => ({ arn, reason, ...versions }));
  const reason = conflicts.map(({ arn, reason: why }) => `${arn}: ${why ?? "it isn't as planned"}`).join("; ");
  return catalogueError(
    "setup-conflict",
    { accountId: plan.account, reason, conflicts: told },
    {
      remedy: [
        ...told.flatMap(({ arn, there, wanted }) =>
          there === undefined || wanted === undefined
            ? []
            : [`Compare: ${arn} has\n\n${indented(there)}\n\nand wanted is\n\n${indented(wanted)}\n`],
        ),
        `Decide which is right, and change the plan or what is there. ${hasBegun ? "What was done before stays." : "Nothing was changed."}`,
      ],
    },
  );
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}
