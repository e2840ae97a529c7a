import { GitlabEcrError } from "../errors/index.ts";
import { isPartitionName, type PartitionName } from "../registry/index.ts";

/** The parts of an IAM role's ARN. */
export interface RoleArn {
  readonly arn: string;
  readonly partition: PartitionName;
  /** Twelve digits. */
  readonly accountId: string;
  /** The role's name, without its path. */
  readonly roleName: string;
}

// IAM reference, "IAM identifiers": a name has 1 to 64 of these characters, a path up to 512 printable ones.
const roleArn = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:[!-~]{1,510}\/)?([\w+=,.@-]{1,64})$/;

/** Reads a role's ARN. Throws `role-arn-invalid`. */
export function parseRoleArn(text: string): RoleArn {
  const match = roleArn.exec(text);
  const [, partition = "", accountId = "", roleName = ""] = match ?? [];
  if (match === null || !isPartitionName(partition)) throw new GitlabEcrError("role-arn-invalid", { roleArn: text });
  return { arn: text, partition, accountId, roleName };
}

/**
 * The ARN by which a trust policy names who an identity is: for a role's session the role, as far as the session's ARN
 * tells (it lacks the role's path).
 */
export function principalOf(identity: string): string {
  const session = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\//.exec(identity);
  return session === null ? identity : `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`;
}

/** Whether an identity is a session of a role; the role's path doesn't show in a session's ARN. */
export function isSessionOf(identity: string, { partition, accountId, roleName }: RoleArn): boolean {
  return identity.startsWith(`arn:${partition}:sts::${accountId}:assumed-role/${roleName}/`);
}
