import type { AuditFinding, AuditReport, AuditRole, AuditUser } from "../../core/audit/index.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { markdownCode, markdownFence, markdownText } from "./markdown-text.ts";
import {
  accountsTitle,
  admittedBy,
  counted,
  day,
  hasSeveralAccounts,
  minute,
  optionWords,
  reachOf,
  readinessWords,
  severityCounts,
} from "./tell.ts";

/** Rows of one table but that of candidates; an issue's description has a limit, and nobody reads more. */
const mostRows = 200;

/** The report to paste into an issue or merge request: headings, tables, nothing that GitLab would act on. */
export function auditMarkdown(report: AuditReport): string {
  const blocks = [
    "## GitLab and ECR: access audit",
    headLines(report),
    summaryOf(report),
    recommendationOf(report),
    ...findingBlocks(report),
    ...section("Users and roles for GitLab and ECR", principalTable(report), Number.POSITIVE_INFINITY),
    ...section("Access keys", keyTable(report)),
    ...section("OIDC providers", providerTable(report)),
    ...section("Users that a role could replace", readinessTable(report)),
    ...section("Suppressed", suppressedTable(report)),
    ...section("Not read", unreadTable(report)),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function headLines(report: AuditReport): string {
  const account = accountsTitle(report);
  return `Account ${markdownText(account)}, ${minute(report.generatedAt)}.`;
}

function summaryOf({ findings, users, roles, unread, suppressed = [], baseline }: AuditReport): string {
  const { dangerous, caution, info } = severityCounts(findings);
  const candidates = [...users, ...roles].filter(({ candidate }) => candidate).length;
  return [
    `- **${counted(dangerous, "dangerous finding")}**, ${counted(caution, "caution")}, ${counted(info, "note")}`,
    `- ${counted(candidates, "candidate")} among ${counted(users.length, "user")} and ${counted(roles.length, "role")}`,
    ...(baseline === undefined
      ? []
      : [`- ${baseline.new} new since ${day(baseline.generatedAt)}, ${baseline.known} known, ${baseline.gone} gone`]),
    ...(suppressed.length === 0 ? [] : [`- ${counted(suppressed.length, "finding")} suppressed`]),
    ...(unread.length === 0
      ? []
      : [`- **Partial:** ${counted(unread.length, "thing")} couldn't be read, and nothing here means "none"`]),
  ].join("\n");
}

function recommendationOf({ recommendation }: AuditReport): string {
  const { option, because, commands, alternatives } = recommendation;
  return [
    "### What to do next",
    `**${optionWords[option]}.** ${markdownText(because)}`,
    ...(commands.length === 0 ? [] : [markdownFence(commands, "sh")]),
    ...alternatives.map((other) => `Or: ${optionWords[other.option].toLowerCase()}. ${markdownText(other.because)}`),
  ].join("\n\n");
}

function findingBlocks({ findings }: AuditReport): string[] {
  if (findings.length === 0) return ["### Findings", "None."];
  const titles = { dangerous: "Dangerous", caution: "Caution", info: "To know" } as const;
  return (["dangerous", "caution", "info"] as const).flatMap((severity) => {
    const ones = findings.filter((finding) => finding.severity === severity);
    if (ones.length === 0) return [];
    const head = ["finding", "about", "what is so", "what to do"];
    return section(`${titles[severity]} (${ones.length})`, [head, ...ones.map(findingRow)]);
  });
}

function findingRow({ id, subject, at, message, remedy, known }: AuditFinding): string[] {
  const about = `${subject.kind} ${markdownCode(subject.name)}${at === null ? "" : `, ${markdownCode(at)}`}`;
  return [`\`${id}\`${known === true ? " (known)" : ""}`, about, markdownText(message), markdownText(remedy)];
}

function principalTable(report: AuditReport): string[][] {
  const head = ["name", "why it is here", "who gets in", "push", "pull"];
  return [head, ...candidatesOf(report).map((candidate) => principalRow(candidate, report))];
}

function principalRow({ subject, principal }: Candidate, report: AuditReport): string[] {
  const { push, pull } = reachOf(principal.ecr, report.repositories);
  const owner = hasSeveralAccounts(report) && subject.account !== null ? ` of ${markdownCode(subject.account)}` : "";
  return [
    `${subject.kind} ${markdownCode(subject.name)}${owner}`,
    principal.reasons.map(({ text }) => markdownText(text)).join("; "),
    admittedBy(principal)
      .map((one) => markdownText(one))
      .join("; ") || "–",
    reach(principal, "push", push),
    reach(principal, "pull", pull),
  ];
}

function reach({ ecr }: AuditUser | AuditRole, access: "push" | "pull", names: readonly string[]): string {
  if (names.length === 0) return ecr[access] === "unknown" ? "unknown" : "no";
  const shown = names.slice(0, 5).map((name) => (name === "every repository" ? name : markdownCode(name)));
  return shown.join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
}

function keyTable({ users }: AuditReport): string[][] {
  const rows = users.flatMap(({ name, keys }) =>
    (keys ?? []).map((key) => [
      markdownCode(name),
      key.id === null ? "–" : markdownCode(key.id),
      key.status,
      key.ageDays === null ? "–" : counted(key.ageDays, "day"),
      key.lastUse === "unknown" ? "unknown" : key.lastUsedAt === null ? "never" : day(key.lastUsedAt),
      key.rotationDue === true ? `**due** since ${day(key.rotationDueAt)}` : day(key.rotationDueAt),
    ]),
  );
  return [["user", "key", "status", "age", "last used", "rotation"], ...rows];
}

function providerTable({ providers }: AuditReport): string[][] {
  const rows = providers.map(({ url, gitlab, audiences, roles }) => [
    markdownCode(url),
    gitlab ? "yes" : "no",
    audiences === null ? "not read" : audiences.map((one) => markdownCode(one)).join(", "),
    roles.map((one) => markdownCode(one)).join(", "),
  ]);
  return [["provider", "GitLab's", "audiences", "roles"], ...rows];
}

function readinessTable({ readiness }: AuditReport): string[][] {
  const rows = readiness.map(({ user, role, state, because }) => [
    markdownCode(user),
    role === null ? "–" : markdownCode(role),
    readinessWords[state],
    markdownText(because),
  ]);
  return [["user", "role", "state", "because"], ...rows];
}

function suppressedTable({ suppressed = [] }: AuditReport): string[][] {
  const rows = suppressed.map(({ id, subject, reason, expires }) => [
    `\`${id}\``,
    `${subject.kind} ${markdownCode(subject.name)}`,
    markdownText(reason),
    expires,
  ]);
  return [["finding", "about", "reason", "until"], ...rows];
}

function unreadTable({ unread }: AuditReport): string[][] {
  const rows = unread.map(({ what, action, because }) => [
    markdownText(what),
    action === null ? "–" : markdownCode(action),
    markdownText(because),
  ]);
  return [["what", "missing action", "because"], ...rows];
}

/** A heading and a table, its first row the head; nothing where there is no more than the head. */
function section(title: string, [head = [], ...rows]: readonly (readonly string[])[], most = mostRows): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => (cell === "" ? "–" : cell)).join(" | ")} |`;
  const table = [head, head.map(() => "---"), ...rows.slice(0, most)].map(line).join("\n");
  const more = rows.length > most ? [`And ${rows.length - most} more: see another format.`] : [];
  return [`### ${title}`, table, ...more];
}
