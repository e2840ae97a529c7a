import type { Way } from "./case.ts";
import type { RoleFacts } from "./doctor-world.ts";
import type { Session } from "./open-session.ts";

/** Whose permissions count. */
export interface Subject {
  /** ARN of the role or user. */
  readonly arn: string;
  readonly accountId: string;
  /** Null for a user. */
  readonly roleName: string | null;
  readonly boundaryArn: string | null;
}

/** The role of the job, or who the credentials are; null where that isn't known. */
export function subjectOf(
  way: Way,
  { role, session }: { readonly role: RoleFacts | null; readonly session: Session },
): Subject | null {
  const boundaryArn = role?.boundaryArn ?? null;
  if ("role" in way) {
    const { arn, accountId, roleName } = way.role;
    return { arn: role?.arn ?? arn, accountId, roleName, boundaryArn };
  }
  if (session.identity === null) return null;
  const { arn, accountId } = session.identity;
  const assumed = /^arn:([a-z-]+):sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn);
  if (assumed === null) return { arn, accountId, roleName: null, boundaryArn: null };
  const [, partition = "aws", roleName = ""] = assumed;
  return { arn: `arn:${partition}:iam::${accountId}:role/${roleName}`, accountId, roleName, boundaryArn: null };
}
