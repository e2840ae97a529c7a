import { matchesAction, type PrincipalEntry, type Statement } from "../../policy/index.ts";
import type { AuditFinding } from "../audit-report.ts";
import { isForeignPrincipal } from "../foreign-principal.ts";
import type { KnownRepository } from "../known-repositories.ts";
import { makeFinding, type Subject } from "../make-finding.ts";
import { actionsOnlyFor } from "../meant-actions.ts";

/** What is to say of a repository that was read. */
export function repositoryFindings({ row, own }: KnownRepository): AuditFinding[] {
  const subject: Subject = { kind: "repository", name: row.name, account: row.account, resource: row.arn };
  return [
    ...(own.kind === "unreadable"
      ? [makeFinding("repository-policy-unreadable", "caution", subject, { reason: own.problem })]
      : []),
    ...(own.kind === "policy"
      ? own.policy.statements.flatMap((statement) => statementFindings(statement, row.account, subject))
      : []),
    ...(row.immutableTags === false ? [makeFinding("mutable-tags", "info", subject, { name: row.name })] : []),
    ...(row.scanOnPush === false ? [makeFinding("no-scan-on-push", "info", subject)] : []),
  ];
}

function statementFindings(statement: Statement, account: string, subject: Subject): AuditFinding[] {
  const { effect, principal, conditions, at } = statement;
  if (effect !== "Allow" || principal === null) return [];
  const allowed = accessText(statement);
  const open = principal.element === "NotPrincipal" || principal.entries.some(isEveryone);
  if (open && conditions.length === 0) {
    const value = principal.element === "NotPrincipal" ? "NotPrincipal in an Allow statement" : "Principal is *";
    return [makeFinding("repository-public", "dangerous", subject, { access: allowed.text, value }, at)];
  }
  const severity = allowed.push ? "caution" : "info";
  if (open) {
    const principalText = `everyone who meets the conditions on ${conditions.map(({ key }) => key).join(", ")}, in this or`;
    const facts = { principal: principalText, access: allowed.text };
    return [makeFinding("repository-foreign-account", "caution", subject, facts, at)];
  }
  return principal.entries
    .filter((entry) => isForeignPrincipal(entry, account))
    .map(({ value, at: place }) =>
      makeFinding("repository-foreign-account", severity, subject, { principal: value, access: allowed.text }, place),
    );
}

function isEveryone({ type, value }: PrincipalEntry): boolean {
  return type === "Everyone" || (type === "AWS" && value === "*");
}

/** What a statement of a repository's policy lets its principals do. */
function accessText({ action }: Statement): { readonly push: boolean; readonly text: string } {
  const allows = (access: "push" | "pull") => actionsOnlyFor(access).some((one) => matchesAction(action, one.action));
  const push = allows("push");
  if (push && allows("pull")) return { push, text: "push and pull" };
  if (push) return { push, text: "push" };
  if (allows("pull")) return { push, text: "pull" };
  return { push, text: `do ${action.values.join(", ")}` };
}
