import { lintTrustPolicy } from "../../policy/index.ts";
import type { RolePlan } from "../setup-plan.ts";
import type { FoundRole } from "./account-state.ts";
import { isOwnTrust, mergeTrust } from "./merge-trust.ts";
import { policyDiff, samePolicy } from "./policy-diff.ts";
import { prettyPolicy } from "./pretty-policy.ts";
import type { SetupCall } from "./setup-call.ts";
import { type SetupChange, setupChange } from "./setup-change.ts";
import { isOurs, lackingTags, tagLines } from "./tags.ts";

/** What has to happen to the role. One that setup didn't make may get the permissions, and nothing else. */
export function planRole(role: RolePlan, found: FoundRole | null): SetupChange {
  const { arn, name } = role;
  const base = { kind: "role", arn } as const;
  const put = { call: "iam:PutRolePolicy", arn, name, ...permissions(role) } as const;
  if (found === null) {
    const { path, permissionsBoundary, tags, description, maxSessionDuration, trustPolicy } = role;
    return setupChange({
      ...base,
      action: "create",
      details: [
        ...policyDiff(nothing, trustPolicy).map((line) => inPart("trust policy", line)),
        ...policyDiff(nothing, role.permissionsPolicy).map((line) => inPart(`policy ${role.policyName}`, line)),
      ],
      calls: [
        {
          call: "iam:CreateRole",
          arn,
          name,
          path,
          permissionsBoundary,
          tags,
          description,
          maxSessionDuration,
          trustPolicy,
        },
        put,
      ],
    });
  }
  const conflict = conflictWith(role, found);
  if (conflict !== null) return setupChange({ ...base, action: "conflict", ...conflict });
  const steps = isOurs(found.tags) ? ownSteps(role, found) : [];
  const all = [...permissionSteps(role, found, put), ...steps];
  const { document, others } = mergeTrust(found.trustPolicy, role.trustPolicy);
  const open = openness(role, document ?? found.trustPolicy);
  if (all.length === 0) {
    const details = others.map((other) => `trust policy: statement ${other} is kept`);
    return setupChange({ ...base, action: "keep", reason: open, details });
  }
  return setupChange({
    ...base,
    action: "change",
    reason: isOurs(found.tags) ? open : "setup didn't make it: it gets the permissions and nothing else",
    details: all.flatMap(({ details }) => details),
    calls: all.map(({ call }) => call),
  });
}

/** What the statements that stay make of a trust that is tighter by itself; null where they open nothing. */
function openness({ name, trustPolicy }: RolePlan, whole: string | object): string | null {
  const grades = ["safe", "caution", "dangerous"];
  const [alone, all] = [lintTrustPolicy(trustPolicy).grade, lintTrustPolicy(whole).grade];
  if (grades.indexOf(all) <= grades.indexOf(alone)) return null;
  return `by statements that aren't this plan's, its trust policy is ${all}: gitlab-ecr audit role ${name} says why`;
}

const nothing = { Version: "2012-10-17", Statement: [] };

interface Step {
  readonly call: SetupCall;
  readonly details: readonly string[];
}

/** What the role may do comes before who may assume it. */
function permissionSteps(role: RolePlan, found: FoundRole, put: SetupCall): Step[] {
  const { permissionsPolicy: there } = found;
  if (there !== null && samePolicy(there, role.permissionsPolicy)) return [];
  const diff = policyDiff(there ?? nothing, role.permissionsPolicy);
  return [{ call: put, details: diff.map((line) => inPart(`policy ${role.policyName}`, line)) }];
}

function ownSteps(role: RolePlan, found: FoundRole): Step[] {
  const { arn, name, permissionsBoundary: boundary, maxSessionDuration } = role;
  const trust = mergeTrust(found.trustPolicy, role.trustPolicy);
  const tags = lackingTags(found.tags, role.tags);
  const steps: Step[] = [];
  if (boundary !== null && boundary !== found.permissionsBoundary) {
    steps.push({
      call: { call: "iam:PutRolePermissionsBoundary", arn, name, boundary },
      details: [
        ...(found.permissionsBoundary === null ? [] : [`- boundary ${found.permissionsBoundary}`]),
        `+ boundary ${boundary}`,
      ],
    });
  }
  if (maxSessionDuration !== found.maxSessionDuration) {
    steps.push({
      call: { call: "iam:UpdateRole", arn, name, maxSessionDuration },
      details: [`- sessions of ${found.maxSessionDuration} seconds`, `+ sessions of ${maxSessionDuration} seconds`],
    });
  }
  if (Object.keys(tags).length > 0) {
    steps.push({ call: { call: "iam:TagRole", arn, name, tags }, details: tagLines(tags) });
  }
  if (trust.document !== null) {
    steps.push({
      call: { call: "iam:UpdateAssumeRolePolicy", arn, name, trustPolicy: trust.document },
      details: trust.details.map((line) => inPart("trust policy", line)),
    });
  }
  return steps;
}

/** What stands against it; null where nothing does. */
function conflictWith(role: RolePlan, found: FoundRole): Pick<SetupChange, "reason" | "versions"> | null {
  if (found.arn !== role.arn) {
    return {
      reason: "there is a role of this name at another path; give another --role-name, or its path as --iam-path",
      versions: { there: found.arn, wanted: role.arn },
    };
  }
  const trust = mergeTrust(found.trustPolicy, role.trustPolicy);
  const there = found.permissionsPolicy;
  const otherPermissions = there !== null && !samePolicy(there, role.permissionsPolicy);
  const policies = otherPermissions
    ? { there: prettyPolicy(there), wanted: prettyPolicy(role.permissionsPolicy) }
    : { there: prettyPolicy(found.trustPolicy), wanted: prettyPolicy(role.trustPolicy) };
  if (!isOurs(found.tags) && (trust.document !== null || otherPermissions)) {
    return {
      reason: `setup didn't make it (no tag managed-by=gitlab-ecr), and it isn't as planned; give another --role-name, or let setup change it: aws iam tag-role --role-name ${role.name} --tags Key=managed-by,Value=gitlab-ecr`,
      versions: policies,
    };
  }
  if (trust.otherProjects.length > 0 && otherPermissions) {
    return {
      reason: `it admits other projects, too (${trust.otherProjects.join(", ")}), and they need its policy ${role.policyName} as it is; give another --role-name, or name all projects and repositories at once`,
      versions: policies,
    };
  }
  return null;
}

/** What has to happen to the role when all is to go. */
export function removeRole(role: RolePlan, found: FoundRole | null): SetupChange[] {
  if (found === null) return [];
  const { arn, name, policyName } = role;
  const base = { kind: "role", arn: found.arn } as const;
  const keep = (reason: string) => [setupChange({ ...base, action: "keep", reason })];
  if (!isOurs(found.tags)) return keep("setup didn't make it: it lacks the tag managed-by=gitlab-ecr");
  if (found.arn !== arn) return keep("its path isn't the plan's");
  const tags = Object.keys(lackingTags(found.tags, role.tags));
  if (tags.length > 0) return keep(`it lacks tags of this plan: ${tags.join(", ")}`);
  if (!isOwnTrust(found.trustPolicy, role.trustPolicy)) return keep("it admits others than this plan's projects");
  const others = found.otherPolicies ?? [];
  if (others.length > 0) return keep(`it has policies that setup didn't make: ${others.join(", ")}`);
  const policy = { call: "iam:DeleteRolePolicy", arn, name, policyName } as const;
  const calls = [...(found.permissionsPolicy === null ? [] : [policy]), { call: "iam:DeleteRole", arn, name } as const];
  return [setupChange({ ...base, action: "delete", calls })];
}

function permissions({ policyName, permissionsPolicy }: RolePlan) {
  return { policyName, permissionsPolicy };
}

function inPart(part: string, line: string): string {
  const [, sign = "", text = line] = /^([+-] )?(.*)$/.exec(line) ?? [];
  return `${sign}${part}: ${text}`;
}
