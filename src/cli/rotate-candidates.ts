import { createAws } from "../adapters/aws/index.ts";
import { auditLive } from "../commands/audit/audit.ts";
import type { AuditReads } from "../commands/audit/audit-reads.ts";
import { catalogueError } from "../core/errors/index.ts";
import type { AwsCredentials } from "../core/identity/index.ts";
import type { Invocation } from "./command.ts";
import { issuerCheck } from "./issuer-check.ts";

/** Whose account is looked at, and by whom. */
export interface CandidatesRequest {
  readonly account: string;
  readonly identity: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
  /** Variables that say the same as options about AWS's endpoints. */
  readonly endpointVariables: Readonly<Record<string, string>>;
}

/**
 * The users that an audit finds to be for GitLab or ECR, and that have keys, by name. Throws `rotation-denied` where the
 * account can't be read: that nobody was found would not be true.
 */
export async function candidateUsers(
  { io, run }: Invocation,
  { endpointVariables, ...target }: CandidatesRequest,
): Promise<readonly string[]> {
  const aws = createAws({ ...io.environment, ...endpointVariables }, io.retryClock);
  try {
    const reads = await aws.loadAudit();
    const world = {
      connect: ({ region, credentials }: CandidatesRequest | typeof target): AuditReads =>
        reads.connect({ region, credentials }),
      checkIssuer: issuerCheck(aws.get),
      onProgress: () => undefined,
    };
    const { report } = await auditLive([{ ok: true, target }], { now: run.now(), regions: [] }, world, run);
    const needed = new Set(["iam:GetAccountAuthorizationDetails", "iam:ListAccessKeys"]);
    const unread = report.unread.find(({ action }) => action !== null && needed.has(action));
    if (unread !== undefined) {
      const { account, identity } = target;
      const action = unread.action ?? "";
      const remedy = [
        `Give the role what audit reads, ${action} among it: gitlab-ecr setup --access audit prints the policy.`,
        "Or name each user: --user NAME in place of --all-candidates.",
      ];
      throw catalogueError("rotation-denied", { account, identity, action, resource: "*" }, { remedy });
    }
    return report.users.filter(({ candidate, keys }) => candidate && keys?.length !== 0).map(({ name }) => name);
  } finally {
    aws.close();
  }
}
