import {
  type AuditFinding,
  type AuditReport,
  type AuditRole,
  type AuditUser,
  lacksDetails,
} from "../../core/audit/index.ts";
import { commandLines, indented, tableLines } from "../columns.ts";
import type { Style } from "../style.ts";
import {
  accountsTitle,
  counted,
  day,
  hasSeveralAccounts,
  minute,
  optionWords,
  reachOf,
  readinessWords,
  severityCounts,
} from "./tell.ts";

// Longer lists are for the other formats.
const mostFindings = 60;
const mostRows = 100;
const mostNames = 3;

/** The report for people: a summary, what to do next, then tables. */
export function auditText(report: AuditReport, style: Style): string {
  const blocks = [
    summary(report, style),
    recommendation(report, style),
    users(report, style),
    roles(report, style),
    providers(report, style),
    readinessBlock(report, style),
    findings(report, style),
    suppressed(report, style),
    unread(report, style),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function summary(report: AuditReport, style: Style): readonly string[] {
  const { users, roles, providers, unread, baseline, suppressed = [] } = report;
  const candidates = (list: readonly { readonly candidate: boolean }[]) =>
    list.filter(({ candidate }) => candidate).length;
  const gitlab = providers.filter((provider) => provider.gitlab).length;
  const { dangerous, caution, info } = severityCounts(report.findings);
  const counts = [
    dangerous > 0 ? style.bad(`${dangerous} dangerous`) : "0 dangerous",
    caution > 0 ? style.caution(`${caution} caution`) : "0 caution",
    `${info} info`,
  ];
  return [
    ...indented(
      style,
      `audit of ${hasSeveralAccounts(report) ? "accounts" : "account"} ${accountsTitle(report)}, ${minute(report.generatedAt)}`,
      "",
    ).map(style.bold),
    ...row(style, "users", `${users.length}, ${candidates(users)} of them for GitLab or ECR`),
    ...row(style, "roles", `${roles.length}, ${candidates(roles)} of them for GitLab or ECR`),
    ...row(style, "providers", `${providers.length}, ${gitlab} of them GitLab's`),
    `${label("findings")}${counts.join(", ")}`,
    ...(baseline === undefined
      ? []
      : row(
          style,
          "baseline",
          `${baseline.new} new, ${baseline.known} known, ${baseline.gone} gone since ${day(baseline.generatedAt)}`,
        )),
    ...(suppressed.length === 0 ? [] : row(style, "suppressed", counted(suppressed.length, "finding"))),
    ...(unread.length === 0
      ? []
      : row(
          style,
          "partial",
          `${counted(unread.length, "thing")} couldn't be read (see the end): what isn't here isn't "none"`,
        ).map(style.caution)),
  ];
}

function label(name: string): string {
  return name.padEnd(12);
}

function row(style: Style, name: string, text: string): readonly string[] {
  return indented(style, text, label(""), label(name));
}

function recommendation({ recommendation }: AuditReport, style: Style): readonly string[] {
  const { option, because, commands, alternatives } = recommendation;
  return [
    style.bold(`Next: ${optionWords[option].toLowerCase()} (${option})`),
    ...indented(style, because, "  "),
    ...commands.flatMap((command) => commandLines(style, command, "    ")),
    ...alternatives.flatMap((one) => [
      ...indented(style, `Or ${optionWords[one.option].toLowerCase()} (${one.option}): ${one.because}`, "  "),
      ...one.commands.flatMap((command) => commandLines(style, command, "    ")),
    ]),
  ];
}

function users(report: AuditReport, style: Style): readonly string[] {
  const all = report.users.filter(({ candidate }) => candidate);
  if (all.length === 0) return [style.bold("Users for GitLab or ECR"), ...indented(style, none(report, "users"), "  ")];
  const rows = all
    .slice(0, mostRows)
    .map((user) => [
      nameOf(user, report),
      day(user.createdAt),
      keysText(user),
      user.ecr.push,
      user.ecr.pull,
      reachText(user, report),
    ]);
  const table = tableLines(style, ["NAME", "CREATED", "KEYS", "PUSH", "PULL", "ON"], rows);
  return [style.bold("Users for GitLab or ECR"), style.dim(table.head), ...table.rows, ...cutOff(all.length, mostRows)];
}

function roles(report: AuditReport, style: Style): readonly string[] {
  const all = report.roles.filter(({ candidate }) => candidate);
  if (all.length === 0) return [style.bold("Roles for GitLab or ECR"), ...indented(style, none(report, "roles"), "  ")];
  const shown = all.slice(0, mostRows);
  const rows = shown.map((role) => [
    nameOf(role, report),
    day(role.createdAt),
    role.trust.grade ?? "unread",
    role.ecr.push,
    role.ecr.pull,
    reachText(role, report),
  ]);
  const table = tableLines(style, ["NAME", "CREATED", "TRUST", "PUSH", "PULL", "ON"], rows);
  return [
    style.bold("Roles for GitLab or ECR"),
    style.dim(table.head),
    ...table.rows.flatMap((line, index) => [line, ...trustLines(shown[index], report, style)]),
    ...cutOff(all.length, mostRows),
  ];
}

/** Who gets in, under the role's row. */
function trustLines(role: AuditRole | undefined, report: AuditReport, style: Style): readonly string[] {
  if (role === undefined || role.trust.gitlabIssuers.length === 0) return [];
  // Names alone say nothing of who gets in, which isn't nobody.
  if (report.namesOnly === true && role.trust.sentences.length === 0) return [];
  const shown = role.trust.sentences.slice(0, mostNames);
  const more = role.trust.sentences.length - shown.length;
  const sentences = [...(shown.length === 0 ? ["nobody"] : shown), ...(more > 0 ? [`and ${more} more`] : [])];
  return sentences.flatMap((sentence) => indented(style, sentence, "      ", "    - "));
}

function none({ unread }: AuditReport, what: string): string {
  return lacksDetails(unread)
    ? `Not known: ${what} couldn't all be read.`
    : `None of the ${what} has such a name or such access.`;
}

function nameOf({ name, account }: AuditUser | AuditRole, report: AuditReport): string {
  return hasSeveralAccounts(report) ? `${name} (${account})` : name;
}

function keysText({ keys }: AuditUser): string {
  if (keys === null) return "not read";
  const active = keys.filter(({ status }) => status === "active");
  if (keys.length === 0) return "none";
  if (active.length === 0) return `${keys.length} inactive`;
  const ages = active.flatMap(({ ageDays }) => ageDays ?? []);
  return ages.length === 0 ? `${active.length} active` : `${active.length}, ${Math.max(...ages)} days`;
}

function reachText({ ecr }: AuditUser | AuditRole, { repositories }: AuditReport): string {
  const { push, pull, unknown } = reachOf(ecr, repositories);
  const names = [...new Set([...push, ...pull, ...unknown])];
  return names.length > 1 ? `${names[0]} +${names.length - 1}` : (names[0] ?? "–");
}

function providers({ providers }: AuditReport, style: Style): readonly string[] {
  const gitlab = providers.filter((provider) => provider.gitlab);
  if (gitlab.length === 0) return [];
  const rows = gitlab
    .slice(0, mostRows)
    .map(({ url, audiences, roles }) => [
      url,
      String(roles.length),
      audiences === null ? "not read" : audiences.join(", ") || "none",
    ]);
  const table = tableLines(style, ["GITLAB'S PROVIDERS", "ROLES", "AUDIENCES"], rows);
  return [style.bold("OIDC providers"), style.dim(table.head), ...table.rows, ...cutOff(gitlab.length, mostRows)];
}

function readinessBlock({ readiness }: AuditReport, style: Style): readonly string[] {
  if (readiness.length === 0) return [];
  const rows = readiness.slice(0, mostRows).map(({ user, role, state }) => [user, readinessWords[state], role ?? "–"]);
  const table = tableLines(style, ["USER", "STATE", "ROLE"], rows);
  return [
    style.bold("Users that a role could replace"),
    style.dim(table.head),
    ...table.rows,
    ...cutOff(readiness.length, mostRows),
  ];
}

function findings({ findings }: AuditReport, style: Style): readonly string[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, mostFindings);
  return [
    style.bold("Findings"),
    ...shown.flatMap((finding) => findingLines(finding, style)),
    ...cutOff(findings.length, mostFindings),
  ];
}

/** One finding: what is how bad, where, what is so, and what to do. */
export function findingLines(finding: AuditFinding, style: Style): readonly string[] {
  const { id, severity, subject, at, message, remedy, known } = finding;
  const place = at === null ? "" : `, ${at}`;
  const title = `${severity}: ${id}, ${subject.kind} ${subject.name}${place}${known === true ? " (known)" : ""}`;
  const paint = severity === "dangerous" ? style.bad : severity === "caution" ? style.caution : style.bold;
  return [
    ...indented(style, title, "    ", "  ").map(paint),
    ...indented(style, message, "    "),
    ...indented(style, remedy, "       ", "    -> "),
  ];
}

function suppressed({ suppressed = [] }: AuditReport, style: Style): readonly string[] {
  if (suppressed.length === 0) return [];
  return [
    style.bold("Suppressed"),
    ...suppressed
      .slice(0, mostRows)
      .flatMap(({ id, subject, reason, expires }) =>
        indented(style, `${id}, ${subject.kind} ${subject.name}, until ${expires}: ${reason}`, "    ", "  - "),
      ),
    ...cutOff(suppressed.length, mostRows),
  ];
}

function unread({ unread }: AuditReport, style: Style): readonly string[] {
  if (unread.length === 0) return [];
  return [
    style.bold("Not read"),
    ...unread.flatMap(({ account, what, action, because }) => {
      const where = account === null ? "" : `${account}: `;
      const missing = action === null || because.includes(action) ? "" : ` (${action})`;
      return indented(style, `${where}${what}${missing}: ${because}`, "    ", "  - ");
    }),
  ];
}

function cutOff(count: number, most: number): readonly string[] {
  return count > most ? [`  and ${count - most} more: --format json has them all`] : [];
}
