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
