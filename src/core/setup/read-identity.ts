import { parseArn, policyLimits } from "../policy/index.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { quoted, refuse } from "./refuse.ts";
import type { IdentityPlan, ResourceTags } from "./setup-plan.ts";
import type { SetupAccess, SetupRequest } from "./setup-request.ts";

/** Names of what is made where none is given. */
const usualNames = {
  oidc: { push: "gitlab-ecr-role", pull: "gitlab-ecr-pull-role", audit: "gitlab-ecr-audit-role" },
  user: { push: "gitlab-ecr-push", pull: "gitlab-ecr-pull", audit: "gitlab-ecr-audit" },
} as const satisfies Record<string, Record<SetupAccess, string>>;

/** Name, path, ARN and bounds of the role or user. Throws `input-invalid` for what IAM doesn't take. */
export function readIdentity(
  request: SetupRequest,
  partition: string,
  permissionsPolicy: PolicyDocument,
): Omit<IdentityPlan, "tags"> {
  const kind = request.identity === "user" ? "user" : "role";
  const name = request.name ?? usualNames[request.identity ?? "oidc"][request.access ?? "push"];
  // IAM User Guide, "IAM identifiers" and quotas: 64 characters for roles and users.
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
    throw refuse(`${quoted(name)} can't be a ${kind}'s name: 1 to 64 letters, digits and _+=,.@- are taken.`);
  }
  const path = request.path ?? "/";
  if (!/^\/([!-~]{1,510}\/)?$/.test(path)) throw refuse(`${quoted(path)} isn't a path in IAM, such as /ci/.`);
  const limit = kind === "user" ? policyLimits.userInline : policyLimits.roleInline;
  const size = JSON.stringify(permissionsPolicy).length;
  if (size > limit) {
    throw refuse(
      `The permission policy has ${size} characters; IAM takes ${limit} in a ${kind}.`,
      "Split the repositories among several roles.",
    );
  }
  return {
    name,
    path,
    arn: `arn:${partition}:iam::${request.accountId}:${kind}${path}${name}`,
    permissionsBoundary: readBoundary(request.permissionsBoundary, partition),
    policyName: "gitlab-ecr",
    permissionsPolicy,
  };
}

function readBoundary(arn: string | undefined, partition: string): string | null {
  if (arn === undefined) return null;
  const parsed = parseArn(arn);
  if (
    parsed?.partition === partition &&
    parsed.service === "iam" &&
    /^policy\/./.test(parsed.resource) &&
    /^(aws|\d{12})$/.test(parsed.account)
  )
    return arn;
  throw refuse(`${quoted(arn)} isn't the ARN of a policy, arn:${partition}:iam::ACCOUNT:policy/NAME.`);
}

/** IAM: a role's sessions last an hour at least to be allowed, twelve at most. Throws `input-invalid`. */
export function readSessionDuration(seconds = 3600): number {
  if (Number.isInteger(seconds) && seconds >= 3600 && seconds <= 43_200) return seconds;
  throw refuse(`A role's sessions may last 3600 to 43200 seconds, not ${seconds}.`);
}

/** Tags of everything that is made. Throws `input-invalid` for what AWS doesn't take. */
export function readTags(given: ResourceTags = {}): ResourceTags {
  for (const [key, value] of Object.entries(given)) {
    const fits = key.length <= 128 && value.length <= 256 && !/^aws:/i.test(key);
    if (!fits || !/^[\p{L}\p{N} _.:/=+@-]+$/u.test(key) || !/^[\p{L}\p{N} _.:/=+@-]*$/u.test(value)) {
      throw refuse(`AWS takes no tag ${quoted(`${key}=${value}`)}.`);
    }
    if (key === "managed-by") throw refuse("The tag managed-by is gitlab-ecr's own: it tells what setup made.");
  }
  // IAM takes 50 tags a resource, ours among them.
  if (Object.keys(given).length > 48) throw refuse("AWS takes no more than 50 tags a resource.");
  return { "managed-by": "gitlab-ecr", ...given };
}
