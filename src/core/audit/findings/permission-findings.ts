import { actionsFor, lintParsedPermissions, type Policy, type Severity } from "../../policy/index.ts";
import type { AuditFinding, EcrAccess } from "../audit-report.ts";
import type { EcrJudge } from "../ecr-access.ts";
import type { Bearer } from "../ecr-request.ts";
import type { KnownRepository } from "../known-repositories.ts";
import { makeFinding, type Subject } from "../make-finding.ts";
import { actionsOnlyFor } from "../meant-actions.ts";
import type { BearingPolicy } from "../policy-views.ts";

/** What is to say of a candidate's permissions: too many, too few, or not to be read. */
export function permissionFindings(
  bearer: Bearer,
  ecr: EcrAccess,
  judge: EcrJudge,
  repositoryOf: (arn: string) => KnownRepository | undefined,
): AuditFinding[] {
  const subject: Subject = { kind: bearer.kind, name: bearer.name, account: bearer.account, resource: bearer.arn };
  return [
    ...bearer.policies.flatMap((policy) => documentFindings(policy, subject)),
    ...missingFindings(ecr, subject),
    ...boundaryFindings(bearer, ecr, subject, judge, repositoryOf),
  ];
}

function documentFindings({ name, kind, view }: BearingPolicy, subject: Subject): AuditFinding[] {
  if (view === null) {
    return [
      makeFinding("policy-unreadable", "caution", subject, { policy: name, reason: "its document isn't there" }, name),
    ];
  }
  if (view.ecr === null) {
    return [makeFinding("policy-unreadable", "caution", subject, { policy: name, reason: view.problem ?? "" }, name)];
  }
  // A boundary is meant to be wide: it gives nothing.
  if (kind === "boundary") return [];
  return lint(view.whole()).map(({ id, severity, at, message, remedy }) => {
    const own = id === "not-action" ? "allow-not-action" : id;
    const { resource, ...about } = subject;
    return { id: own, severity, resource, subject: about, at: `${name}: ${at}`, message, remedy };
  });
}

/** What the policy allows too much; what is missing is judged for all policies together. */
function lint(policy: Policy) {
  return lintParsedPermissions([policy], { access: "push", missingOf: () => false });
}

/** Access that was begun: some of what a push or pull needs is allowed, and some isn't. */
function missingFindings({ repositories, everywhere, push, pull }: EcrAccess, subject: Subject): AuditFinding[] {
  const rows = repositories.length > 0 ? repositories : [{ ...everywhere, repository: null }];
  if (push === "deny" && pull === "deny" && repositories.length === 0 && !begun(everywhere.missing)) return [];
  return rows.flatMap(({ repository, push, pull, missing }) => {
    const meant = meantAccess(missing);
    if (meant === null || (meant === "push" ? push : pull) !== "deny") return [];
    return actionsFor(meant)
      .filter(({ action }) => missing.includes(action))
      .map(({ action, level, needed, without }) => {
        const place = repository ?? "every repository";
        if (level === "registry") return missingFinding("missing-auth-token", subject, {}, null);
        const id = needed.includes("pull") ? "missing-pull-action" : "missing-push-action";
        return missingFinding(id, subject, { action, without }, `${action} on ${place}`);
      });
  });
}

function missingFinding(id: string, subject: Subject, facts: Readonly<Record<string, string>>, at: string | null) {
  const severity: Severity = "caution";
  return makeFinding(id, severity, subject, facts, at);
}

function begun(missing: readonly string[]): boolean {
  return meantAccess(missing) !== null;
}

/** What a policy was meant for: a push where anything that only a push needs is allowed; null where nothing is. */
function meantAccess(missing: readonly string[]): "push" | "pull" | null {
  const isAllowed = ({ action }: { readonly action: string }) => !missing.includes(action);
  if (actionsOnlyFor("push").some(isAllowed)) return "push";
  return actionsOnlyFor("pull").some(isAllowed) ? "pull" : null;
}

/** Where the policies alone would do, and the boundary takes it away. */
function boundaryFindings(
  bearer: Bearer,
  { repositories }: EcrAccess,
  subject: Subject,
  judge: EcrJudge,
  repositoryOf: (arn: string) => KnownRepository | undefined,
): AuditFinding[] {
  const boundary = bearer.policies.find(({ kind }) => kind === "boundary");
  if (boundary === undefined) return [];
  const without: Bearer = { ...bearer, policies: bearer.policies.filter(({ kind }) => kind !== "boundary") };
  const free = judge.accessOf(without);
  return free.repositories.flatMap(({ repository, push, pull }) => {
    const now = repositories.find((row) => row.repository === repository) ?? { push: "deny", pull: "deny" };
    const lost = [
      ...(push === "allow" && now.push === "deny" ? ["push"] : []),
      ...(pull === "allow" && now.pull === "deny" ? ["pull"] : []),
    ];
    if (lost.length === 0) return [];
    const name = repositoryOf(repository)?.row.name ?? repository;
    const facts = { access: lost.join(" and "), repository: name, boundary: boundary.name };
    return [makeFinding("boundary-blocks", "caution", subject, facts, repository)];
  });
}
