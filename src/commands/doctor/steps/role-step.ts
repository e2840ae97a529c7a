import { failedWith, passed, type Step, unclear } from "../../../core/diagnosis/index.ts";
import type { GitlabEcrError } from "../../../core/errors/index.ts";
import type { RoleArn } from "../../../core/identity/index.ts";
import type { RoleFacts } from "../doctor-world.ts";
import type { Reading } from "../readers.ts";
import { howToRead } from "./how-to-read.ts";

/** A role that is younger may not be known everywhere yet. Source: IAM User Guide, "Troubleshoot IAM", eventual consistency. */
const youngSeconds = 120;

/** What the role's step looks at. */
export interface RoleStepFacts {
  readonly role: RoleArn;
  readonly reading: Reading<RoleFacts>;
  readonly durationSeconds: number;
  readonly now: Date;
  /** The exchange's error; null where it passed; undefined where it wasn't tried. */
  readonly exchangeError: GitlabEcrError | null | undefined;
}

/** Whether the role exists, is old enough to be known everywhere, and grants sessions as long as is asked for. */
export function roleStep({ role, reading, durationSeconds, now, exchangeError }: RoleStepFacts): Step {
  const { accountId, roleName } = role;
  if (reading.kind === "absent") {
    return failedWith("role", "role-missing", { accountId, roleName, roleArn: role.arn }, [`asked with ${reading.by}`]);
  }
  if (reading.kind === "unreadable") {
    if (exchangeError === null) return passed("role", ["AWS gave a session of it"]);
    return unclear("role", "it can't be read from here", howToRead(reading, role.arn), reading.tried);
  }
  const { arn, createdAt, maxSessionDuration, boundaryArn } = reading.value;
  const evidence = [
    `${arn} exists (read with ${reading.by})`,
    ...(createdAt === null ? [] : [`made at ${createdAt.toISOString()}`]),
    ...(maxSessionDuration === null ? [] : [`sessions of ${maxSessionDuration} s at most`]),
    ...(boundaryArn === null ? [] : [`permissions boundary ${boundaryArn}`]),
  ];
  if (arn !== role.arn) {
    const remedy = [`Give the ARN with its path: ${arn}`];
    return failedWith("role", "role-missing", { accountId, roleName: role.arn, roleArn: role.arn }, evidence, remedy);
  }
  if (maxSessionDuration !== null && maxSessionDuration < durationSeconds) {
    return failedWith("role", "duration-too-long", { duration: durationSeconds, roleArn: arn, roleName }, evidence);
  }
  const age = createdAt === null ? null : Math.round((now.getTime() - createdAt.getTime()) / 1000);
  if (exchangeError !== null && age !== null && age < youngSeconds) {
    const cause = `it was made ${age} s ago: it takes a while until all of AWS knows it`;
    return unclear("role", cause, "Run the job again in a minute.", evidence);
  }
  return passed("role", evidence);
}
