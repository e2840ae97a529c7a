import type { UserPlan } from "../setup-plan.ts";
import type { FoundUser } from "./account-state.ts";
import { policyDiff, samePolicy } from "./policy-diff.ts";
import { prettyPolicy } from "./pretty-policy.ts";
import { type SetupChange, setupChange } from "./setup-change.ts";
import { isOurs, lackingTags, tagLines } from "./tags.ts";

const nothing = { Version: "2012-10-17", Statement: [] };

/** What has to happen to the user. One that setup didn't make may get the policy, and nothing else. */
export function planUser(user: UserPlan, found: FoundUser | null): SetupChange {
  const { arn, name, path, policyName, permissionsPolicy, permissionsBoundary, tags } = user;
  const base = { kind: "user", arn } as const;
  const put = { call: "iam:PutUserPolicy", arn, name, policyName, permissionsPolicy } as const;
  const diff = (there: string | object) =>
    policyDiff(there, permissionsPolicy).map((line) => line.replace(/^([+-] )?/, `$1policy ${policyName}: `));
  if (found === null) {
    return setupChange({
      ...base,
      action: "create",
      details: diff(nothing),
      calls: [{ call: "iam:CreateUser", arn, name, path, permissionsBoundary, tags }, put],
    });
  }
  const conflict = conflictWith(user, found);
  if (conflict !== null) return setupChange({ ...base, action: "conflict", ...conflict });
  const ours = isOurs(found.tags);
  const there = found.permissionsPolicy;
  const lacksPolicy = there === null || !samePolicy(there, permissionsPolicy);
  const bounds = ours && permissionsBoundary !== found.permissionsBoundary ? permissionsBoundary : null;
  const lacking = ours ? lackingTags(found.tags, tags) : {};
  const lacksTags = Object.keys(lacking).length > 0;
  if (!lacksPolicy && bounds === null && !lacksTags) return setupChange({ ...base, action: "keep" });
  return setupChange({
    ...base,
    action: "change",
    reason: ours ? null : "setup didn't make it: it gets the policy and nothing else",
    details: [
      ...(bounds === null ? [] : [`+ boundary ${bounds}`]),
      ...(lacksPolicy ? diff(there ?? nothing) : []),
      ...tagLines(lacking),
    ],
    calls: [
      ...(bounds === null ? [] : [{ call: "iam:PutUserPermissionsBoundary", arn, name, boundary: bounds } as const]),
      ...(lacksPolicy ? [put] : []),
      ...(lacksTags ? [{ call: "iam:TagUser", arn, name, tags: lacking } as const] : []),
    ],
  });
}

function conflictWith(user: UserPlan, found: FoundUser): Pick<SetupChange, "reason" | "versions"> | null {
  if (found.arn !== user.arn) {
    return {
      reason: "there is a user of this name at another path; give another --user-name, or its path as --iam-path",
      versions: { there: found.arn, wanted: user.arn },
    };
  }
  const there = found.permissionsPolicy;
  if (isOurs(found.tags) || there === null || samePolicy(there, user.permissionsPolicy)) return null;
  return {
    reason: `setup didn't make it (no tag managed-by=gitlab-ecr), and its policy ${user.policyName} isn't as planned; give another --user-name, or let setup change it: aws iam tag-user --user-name ${user.name} --tags Key=managed-by,Value=gitlab-ecr`,
    versions: { there: prettyPolicy(there), wanted: prettyPolicy(user.permissionsPolicy) },
  };
}

/** What has to happen to the user when all is to go; its keys go first. */
export function removeUser(user: UserPlan, found: FoundUser | null): SetupChange[] {
  if (found === null) return [];
  const { arn, name, policyName } = user;
  const base = { kind: "user", arn: found.arn } as const;
  const keep = (reason: string) => [setupChange({ ...base, action: "keep", reason })];
  if (!isOurs(found.tags)) return keep("setup didn't make it: it lacks the tag managed-by=gitlab-ecr");
  if (found.arn !== arn) return keep("its path isn't the plan's");
  const tags = Object.keys(lackingTags(found.tags, user.tags));
  if (tags.length > 0) return keep(`it lacks tags of this plan: ${tags.join(", ")}`);
  const others = found.otherPolicies ?? [];
  if (others.length > 0) return keep(`it has policies that setup didn't make: ${others.join(", ")}`);
  const keys = found.keys ?? [];
  return [
    setupChange({
      ...base,
      action: "delete",
      details: keys.map(({ id, active, lastUsedAt }) => {
        const used = lastUsedAt === null ? "never used" : `last used ${lastUsedAt.toISOString()}`;
        return `- access key ${id} (${active ? "active" : "inactive"}, ${used})`;
      }),
      calls: [
        ...keys.map(({ id: keyId }) => ({ call: "iam:DeleteAccessKey", arn, name, keyId }) as const),
        ...(found.permissionsPolicy === null ? [] : [{ call: "iam:DeleteUserPolicy", arn, name, policyName } as const]),
        { call: "iam:DeleteUser", arn, name },
      ],
    }),
  ];
}
