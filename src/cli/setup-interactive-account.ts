import { createAws } from "../adapters/aws/index.ts";
import { auditLive } from "../commands/audit/audit.ts";
import type { JudgedAccounts } from "../core/audit/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { AwsCredentials } from "../core/identity/index.ts";
import { evaluateTrustPolicy } from "../core/policy/index.ts";
import type { SetupSituation } from "../core/setup/index.ts";
import type { Invocation } from "./command.ts";
import { setupApplySpecs } from "./setup-apply-options.ts";

/** Credentials that are at hand, and whose they are. */
export interface AccountAtHand {
  readonly account: string;
  readonly identity: string;
  readonly partition: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** The project's job that a role is to admit, and what it pushes to. */
export interface WantedAccess {
  readonly gitlabUrl: string;
  readonly project: string;
  readonly projectId: string | null;
  readonly branch: string;
  readonly audience: string;
  /** What the project composes `sub` of. */
  readonly subComponents: readonly string[];
  readonly repositoryArn: string;
  readonly access: "push" | "pull" | "audit";
}

/** The roles and users that are there. */
export type FoundIdentities = Pick<SetupSituation, "roles" | "users">;

/** Whose credentials the AWS SDK's own chain finds; null, and why, where it finds none that work. */
export async function findAccount(
  { options, io, run }: Invocation,
  region: string,
): Promise<AccountAtHand | { readonly missing: string }> {
  const aws = createAws(io.environment, io.retryClock);
  try {
    const profile = options.text(setupApplySpecs.profile) ?? undefined;
    const credentials = await aws.ambientCredentials(region, run.signal, profile);
    for (const secret of Object.values(credentials)) if (secret !== null && "reveal" in secret) run.guard(secret);
    const outcome = await aws.getCallerIdentity({ region, credentials }, run.signal);
    if (!outcome.ok) {
      const { failure } = outcome;
      return { missing: failure.kind === "aws" ? `${failure.awsCode}: ${failure.awsMessage}` : failure.reason };
    }
    const { accountId, arn } = outcome.value;
    return { account: accountId, identity: arn, partition: arn.split(":")[1] ?? "aws", region, credentials };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof GitlabEcrError) || error.code !== "credentials-missing") throw error;
    return { missing: String(error.context.reason) };
  } finally {
    aws.close();
  }
}

/** Whether a repository is there; null where that can't be read. */
export async function hasRepository(
  { io, run }: Invocation,
  { account, region, credentials }: AccountAtHand,
  name: string,
): Promise<boolean | null> {
  const aws = createAws(io.environment, io.retryClock);
  try {
    const found = await aws.readRepository({ region, credentials, accountId: account, name }, run.signal);
    if (found.ok) return true;
    return found.failure.kind === "aws" && found.failure.awsCode === "RepositoryNotFound" ? false : null;
  } finally {
    aws.close();
  }
}

/** What is there in the account already for this project; null where it may not be read. */
export async function lookAtAccount(
  { io, output, run }: Invocation,
  { account, identity, region, credentials }: AccountAtHand,
  wanted: WantedAccess,
): Promise<FoundIdentities | null> {
  const aws = createAws(io.environment, io.retryClock);
  try {
    const reads = await aws.loadAudit();
    const judged = await auditLive(
      [{ ok: true, target: { account, identity, region, credentials } }],
      { now: run.now(), regions: [], repositories: [wanted.repositoryArn], issuers: [wanted.gitlabUrl] },
      {
        connect: (target) => reads.connect({ region: target.region, credentials: target.credentials }),
        checkIssuer: async () => ({ kind: "unreachable", reason: "it isn't asked for here" }),
        onProgress: output.progress,
      },
      run,
    );
    const unread = judged.report.unread.some(({ action }) => action === "iam:GetAccountAuthorizationDetails");
    return unread ? null : situationOf(judged, { account, identity }, wanted);
  } finally {
    aws.close();
  }
}

function situationOf(
  { report, trusts }: JudgedAccounts,
  { account, identity }: Pick<AccountAtHand, "account" | "identity">,
  wanted: WantedAccess,
): FoundIdentities {
  const action = wanted.access === "pull" ? "pull" : "push";
  const roles = report.roles.filter(({ awsOwned }) => !awsOwned);
  return {
    roles: roles.map(({ name, arn, ecr }) => ({
      name,
      ecr: ecr[action],
      admits: admits(trusts.get(arn), account, wanted),
    })),
    users: report.users
      // Whoever sets it up is a person, not the pipeline's user.
      .filter(({ candidate, arn }) => candidate && arn !== identity)
      .map(({ name, ecr }) => ({ name, ecr: ecr[action] })),
  };
}

/** Whether a trust policy admits a job of the project, told by the claims that such a job would have. */
function admits(trust: unknown, account: string, wanted: WantedAccess) {
  const { gitlabUrl, project, projectId, branch, audience, subComponents } = wanted;
  const claims: Record<string, string> = {
    iss: gitlabUrl,
    aud: audience,
    project_path: project,
    namespace_path: project.split("/").slice(0, -1).join("/"),
    ref: branch,
    ref_type: "branch",
    ...(projectId === null ? {} : { project_id: projectId }),
  };
  const sub = subComponents.map((name) => `${name}:${claims[name] ?? ""}`).join(":");
  try {
    return evaluateTrustPolicy(trust, { ...claims, sub }, { accountId: account }).verdict;
  } catch {
    return "unknown"; // A document that can't be read admits nobody that we could promise.
  }
}
