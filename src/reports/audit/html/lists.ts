import type { AuditReport } from "../../../core/audit/index.ts";
import { repositoryName } from "../repository-name.ts";
import { counted, day, readinessWords } from "../tell.ts";
import { html, type Markup, type MarkupValue } from "./markup.ts";
import { tableOf } from "./table.ts";
import { code, codes } from "./tags.ts";

/** Rows of one table; the JSON report has all. */
const mostRows = 300;

/** All keys that were read, with their ages. */
export function keyTable({ users }: AuditReport): Markup {
  const rows = users.flatMap(({ name, keys }) =>
    (keys ?? []).map((key) => [
      code(name),
      key.id === null ? "–" : code(key.id),
      key.status,
      day(key.createdAt),
      key.ageDays === null ? "–" : counted(key.ageDays, "day"),
      key.lastUse === "unknown"
        ? "not known"
        : key.lastUsedAt === null
          ? "never"
          : html`${day(key.lastUsedAt)}${key.lastUsedService === null ? null : html` for ${code(key.lastUsedService, 60)}`}`,
      key.status === "inactive"
        ? "–"
        : key.rotationDue === true
          ? html`<strong class="due">due</strong> since ${day(key.rotationDueAt)}`
          : day(key.rotationDueAt),
    ]),
  );
  return few("Access keys", ["User", "Key", "Status", "Created", "Age", "Last used", "Rotation"], rows);
}

export function providerTable({ providers }: AuditReport): Markup {
  const rows = providers.map(({ url, gitlab, reasons, audiences, roles, reachable }) => [
    code(url),
    gitlab ? html`<strong>yes</strong>: ${reasons.map(({ text }) => text).join("; ")}` : "no",
    audiences === null ? "not read" : codes(audiences, 10),
    roles.length === 0 ? "none" : codes(roles, 10),
    reachable === null ? "not tried" : reachable ? "yes" : "no",
  ]);
  return few("OIDC providers", ["Issuer", "GitLab's", "Audiences", "Trusted by", "Reachable from here"], rows);
}

export function repositoryTable({ repositories }: AuditReport): Markup {
  const yesNo = (value: boolean | null) => (value === null ? "not read" : value ? "yes" : "no");
  const rows = repositories.map((one) => [
    code(repositoryName(one.arn, repositories)),
    { read: "read from ECR", asked: "asked for", policy: "named in a policy" }[one.source],
    yesNo(one.immutableTags),
    yesNo(one.scanOnPush),
    yesNo(one.policy),
  ]);
  return few("Repositories", ["Repository", "How it is known", "Immutable tags", "Scan on push", "Own policy"], rows);
}

export function readinessTable({ readiness }: AuditReport): Markup {
  const rows = readiness.map(({ user, role, state, because }) => [
    code(user),
    role === null ? "–" : code(role),
    readinessWords[state],
    because,
  ]);
  return few("Users with keys, and the role that could take their place", ["User", "Role", "State", "Because"], rows);
}

export function suppressedTable({ suppressed = [] }: AuditReport): Markup {
  const rows = suppressed.map(({ id, subject, reason, expires }) => [
    code(id),
    html`${subject.kind} ${code(subject.name)}`,
    reason,
    expires,
  ]);
  return few("Findings that were set aside", ["Finding", "About", "Reason", "Until"], rows);
}

export function unreadTable({ unread }: AuditReport): Markup {
  const rows = unread.map(({ what, action, because }) => [what, action === null ? "–" : code(action), because]);
  return few("What couldn't be read", ["What", "Missing action", "Because"], rows);
}

function few(caption: string, head: readonly string[], rows: readonly (readonly MarkupValue[])[]): Markup {
  const more = rows.length - mostRows;
  return html`${tableOf(caption, head, rows.slice(0, mostRows))}${more > 0 ? html`<p class="quiet">And ${counted(more, "more", "more")}: the JSON report has all.</p>` : null}`;
}
