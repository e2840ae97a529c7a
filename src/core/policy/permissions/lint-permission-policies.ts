import { type Finding, type Grade, gradeOf, sortFindings } from "../finding.ts";
import { actionPatternMatches, matchesAction } from "../match-action.ts";
import { parsePolicy } from "../parse-policy.ts";
import type { Policy, Statement } from "../policy.ts";
import { actionsFor } from "./ecr-actions.ts";
import { permissionFinding } from "./permission-findings-table.ts";

/** What `lintPermissionPolicies` may be told. */
export interface LintPermissionOptions {
  /** What the role is for; `push` includes pull. Default: `push`. */
  readonly access?: "push" | "pull";
}

/**
 * What a role's or user's permission policies allow beyond a push or pull, what can't work in them, and what is missing.
 *
 * @param policies identity policies that hold together: objects or JSON text
 * @throws GitlabEcrError `input-invalid` for a policy that can't be read
 */
export function lintPermissionPolicies(
  policies: readonly unknown[],
  options: LintPermissionOptions = {},
): { readonly grade: Grade; readonly findings: readonly Finding[] } {
  const parsed = policies.map(parsePolicy);
  const missingOf = (action: string): boolean => !parsed.some((policy) => allowsSomewhere(policy, action));
  const findings = lintParsedPermissions(parsed, {
    access: options.access ?? "push",
    missingOf: ({ action, level }) => (level === "registry" ? !parsed.some(allowsToken) : missingOf(action)),
  });
  return { grade: gradeOf(findings), findings };
}

/** As `lintPermissionPolicies`, for parsed policies; `missingOf` tells which actions aren't allowed. */
export function lintParsedPermissions(
  policies: readonly Policy[],
  {
    access,
    missingOf,
  }: { access: "push" | "pull"; missingOf: (action: ReturnType<typeof actionsFor>[number]) => boolean },
): readonly Finding[] {
  const several = policies.length > 1;
  const findings = policies.flatMap((policy, index) =>
    policy.statements
      .filter(({ effect }) => effect === "Allow")
      .flatMap((statement) =>
        statementFindings(statement, several ? `Policy[${index}].${statement.at}` : statement.at),
      ),
  );
  const missing = actionsFor(access)
    .filter(missingOf)
    .map(({ action, needed, without, level }) => {
      if (level === "registry") return permissionFinding("missing-auth-token", "caution", "Statement");
      const id = needed.includes("pull") ? "missing-pull-action" : "missing-push-action";
      return permissionFinding(id, "caution", "Statement", { action, without });
    });
  return sortFindings([...findings, ...missing]);
}

function allowsSomewhere(policy: Policy, action: string): boolean {
  return policy.statements.some((statement) => statement.effect === "Allow" && matchesAction(statement.action, action));
}

function allowsToken(policy: Policy): boolean {
  return policy.statements.some(
    (statement) =>
      statement.effect === "Allow" && matchesAction(statement.action, tokenAction) && coversAll(statement.resource),
  );
}

const tokenAction = "ecr:GetAuthorizationToken";

function statementFindings(statement: Statement, at: string): Finding[] {
  const { action, resource } = statement;
  const facts = { resource: textOf(resource), value: action.values.join(", ") };
  const actionAt = `${at}.${action.element}`;
  const resourceAt = `${at}.${resource?.element ?? "Resource"}`;
  const findings: Finding[] = [];
  if (action.element === "NotAction") findings.push(permissionFinding("not-action", "dangerous", actionAt, facts));
  for (const value of action.element === "Action" ? action.values : []) {
    findings.push(...actionFindings(value, statement, actionAt));
  }
  const namesToken =
    action.element === "Action" && action.values.some((value) => value.toLowerCase() === tokenAction.toLowerCase());
  if (namesToken && !coversAll(resource))
    findings.push(permissionFinding("auth-token-resource", "caution", resourceAt, facts));
  if (coversManyRepositories(resource)) {
    if (matchesAction(action, "ecr:PutImage")) {
      findings.push(permissionFinding("push-all-repositories", "caution", resourceAt, facts));
    } else if (matchesAction(action, "ecr:BatchGetImage")) {
      findings.push(permissionFinding("pull-all-repositories", "info", resourceAt, facts));
    }
  }
  return findings;
}

function actionFindings(value: string, { resource }: Statement, at: string): Finding[] {
  const facts = { value, resource: textOf(resource) };
  if (/^\*(?::\*)?$/.test(value)) {
    return [permissionFinding("admin-star", "dangerous", at, facts)];
  }
  const covers = (action: string): boolean => actionPatternMatches(value, action);
  if (/^ecr:\*+$/i.test(value)) return [permissionFinding("ecr-star", "caution", at, facts)];
  if (/^iam:.*[*?]/i.test(value) && escalations.some(covers))
    return [permissionFinding("iam-wildcard", "dangerous", at, facts)];
  if (covers("sts:AssumeRole")) {
    if (coversAll(resource)) return [permissionFinding("sts-wildcard", "dangerous", at, facts)];
    if (/[*?]/.test(value + facts.resource)) return [permissionFinding("sts-wildcard", "caution", at, facts)];
  }
  return deletions.some(covers) ? [permissionFinding("delete-rights", "caution", at, facts)] : [];
}

/** Calls of IAM with which a role can widen its own rights. */
const escalations = [
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreatePolicyVersion",
  "iam:PassRole",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:UpdateAssumeRolePolicy",
];

/** Calls of ECR that destroy images, repositories or their guards. */
const deletions = [
  "ecr:BatchDeleteImage",
  "ecr:DeleteRepository",
  "ecr:DeleteRepositoryPolicy",
  "ecr:DeleteLifecyclePolicy",
  "ecr:DeleteRegistryPolicy",
];

function textOf(resource: Statement["resource"]): string {
  return resource?.values.join(", ") ?? "*";
}

function coversAll(resource: Statement["resource"]): boolean {
  if (resource === null) return true;
  return resource.element === "NotResource"
    ? !resource.values.includes("*")
    : resource.values.some((value) => /^\*+$/.test(value));
}

function coversManyRepositories(resource: Statement["resource"]): boolean {
  if (resource === null || resource.element === "NotResource") return true;
  return resource.values.some((value) => /^\*+$/.test(value) || /^arn:[^:]*:(?:ecr|\*):.*[*?]/.test(value));
}
