import type { ActionDecision, AuditKey, AuditRole, AuditUser, PrincipalReport } from "../../core/audit/index.ts";
import { commandLines, indented, tableLines } from "../columns.ts";
import type { Style } from "../style.ts";
import { findingLines } from "./audit-text.ts";
import { day } from "./tell.ts";

const verdictWords = {
  use: "use it",
  "add-policy": "add this policy",
  replace: "replace it",
  unknown: "not known",
} as const;

/** One user or role on one screen: what to do with it, who it is, what it may do and why, what is wrong. */
export function principalText(report: PrincipalReport, style: Style): string {
  const principal = report.kind === "user" ? report.user : report.role;
  const blocks = [
    head(report, principal, style),
    report.kind === "user" ? keyLines(report.user, style) : trustLines(report.role, style),
    policyLines(principal, style),
    actionLines(report.actions, style),
    findingBlock(report, style),
    documentLines(report, style),
    unreadLines(report, style),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function head(
  { kind, verdict, account }: PrincipalReport,
  principal: AuditUser | AuditRole,
  style: Style,
): readonly string[] {
  const { name, createdAt, ecr, candidate, reasons } = principal;
  const paint = verdict.option === "use" ? style.good : verdict.option === "unknown" ? style.caution : style.bad;
  const why = candidate ? `: ${reasons.map(({ text }) => text).join("; ")}` : "";
  return [
    ...indented(
      style,
      `${kind} ${name}${account === null ? "" : ` of account ${account}`}, created ${day(createdAt)}`,
      "",
    ).map(style.bold),
    ...indented(style, `verdict: ${verdictWords[verdict.option]}. ${verdict.because}`, "  ", "").map(paint),
    ...verdict.commands.flatMap((command) => commandLines(style, command, "    ")),
    ...indented(style, `push: ${ecr.push}, pull: ${ecr.pull}`, "  ", ""),
    ...indented(
      style,
      candidate ? `looks as if it were for GitLab or ECR${why}` : "doesn't look as if it were for GitLab or ECR",
      "  ",
      "",
    ),
  ];
}

function keyLines({ keys, console, mfa }: AuditUser, style: Style): readonly string[] {
  const signIn = `console password: ${yesNo(console)}, MFA: ${yesNo(mfa)}`;
  if (keys === null) return [style.bold("Access keys"), "  not read", `  ${signIn}`];
  if (keys.length === 0) return [style.bold("Access keys"), "  none", `  ${signIn}`];
  const rows = keys.map((key) => [key.id ?? "not told", key.status, ageOf(key), dueOf(key), useOf(key)]);
  const table = tableLines(style, ["KEY", "STATUS", "CREATED", "ROTATION", "LAST USED"], rows);
  return [style.bold("Access keys"), style.dim(table.head), ...table.rows, `  ${signIn}`];
}

function ageOf({ createdAt, ageDays }: AuditKey): string {
  return ageDays === null ? day(createdAt) : `${day(createdAt)}, ${ageDays} days`;
}

function useOf({ lastUse, lastUsedAt, lastUsedService }: AuditKey): string {
  if (lastUse === "unknown") return "not read";
  return lastUsedAt === null ? "never" : `${day(lastUsedAt)}${lastUsedService === null ? "" : `, ${lastUsedService}`}`;
}

function dueOf({ status, rotationDue, rotationDueAt }: AuditKey): string {
  if (status === "inactive") return "–";
  return rotationDue === true ? "due" : day(rotationDueAt);
}

function yesNo(value: boolean | null): string {
  return value === null ? "not read" : value ? "yes" : "no";
}

function trustLines({ trust, lastUse, lastUsedAt, maxSessionDuration }: AuditRole, style: Style): readonly string[] {
  const used = lastUse === "unknown" ? "not read" : lastUsedAt === null ? "not in 400 days" : day(lastUsedAt);
  const session = maxSessionDuration === null ? "" : `, sessions of ${maxSessionDuration} seconds at most`;
  const who =
    trust.grade === null
      ? ["not known: the policy can't be read"]
      : trust.sentences.length === 0
        ? ["nobody"]
        : trust.sentences;
  return [
    style.bold(`Who may assume it (${trust.grade ?? "unread"})`),
    ...who.flatMap((sentence) => indented(style, sentence, "    ", "  - ")),
    ...indented(style, `last used: ${used}${session}`, "  "),
  ];
}

function policyLines({ policies }: AuditUser | AuditRole, style: Style): readonly string[] {
  if (policies.length === 0) return [style.bold("Policies"), "  none"];
  return [
    style.bold("Policies"),
    ...policies.flatMap(({ name, kind, group, read }) =>
      indented(
        style,
        `${name} (${kind}${group === null ? "" : ` ${group}`})${read ? "" : ", not read"}`,
        "    ",
        "  - ",
      ),
    ),
  ];
}

/** A table for each place; those that come out alike are told together. */
function actionLines(actions: readonly ActionDecision[], style: Style): readonly string[] {
  const places = Map.groupBy(actions, ({ repository }) => repository);
  const alike = Map.groupBy([...places], ([, rows]) => JSON.stringify(rows.map(({ repository: _, ...row }) => row)));
  return [...alike.values()].flatMap((group, index) => {
    const names = group.map(([arn]) =>
      arn === null ? "every other repository" : arn.replace(/^.*?:repository\//, ""),
    );
    const shown = names.length > 4 ? [...names.slice(0, 3), `and ${names.length - 3} more`] : names;
    const rows = (group[0]?.[1] ?? []).map((row) => [row.action, row.verdict, reasonOf(row)]);
    const table = tableLines(style, ["ACTION", "", "DECIDED BY"], rows);
    const title = indented(style, `On ${shown.join(", ")}`, "").map(style.bold);
    return [...(index === 0 ? [] : [""]), ...title, style.dim(table.head), ...table.rows];
  });
}

const reasons = {
  "explicit-deny": "a Deny statement",
  identity: "no statement allows it",
  boundary: "the permissions boundary",
  session: "the session policy",
  resource: "the repository's policy doesn't allow it",
  "allowed-by-identity": "its policies",
  "allowed-by-resource": "the repository's policy",
  unknown: "conditions, or what wasn't read",
} as const;

function reasonOf({ because, statement }: ActionDecision): string {
  if (statement === null) return reasons[because];
  return `${statement.policy} ${statement.sid ?? statement.at}`;
}

function findingBlock({ findings }: PrincipalReport, style: Style): readonly string[] {
  return findings.length === 0
    ? []
    : [style.bold("Findings"), ...findings.flatMap((finding) => findingLines(finding, style))];
}

function documentLines({ documents }: PrincipalReport, style: Style): readonly string[] {
  return (documents ?? []).flatMap(({ name, kind, document }, index) => {
    const text =
      document === null ? "not read" : typeof document === "string" ? document : JSON.stringify(document, null, 2);
    const lines = text.split("\n").flatMap((line) => {
      const depth = /^ */.exec(line)?.[0] ?? "";
      return indented(style, line.trim(), `  ${depth.slice(0, 40)}`);
    });
    return [...(index === 0 ? [] : [""]), ...indented(style, `${name} (${kind})`, "").map(style.bold), ...lines];
  });
}

function unreadLines({ unread }: PrincipalReport, style: Style): readonly string[] {
  if (unread.length === 0) return [];
  return [
    style.bold("Not read"),
    ...unread.flatMap(({ what, because }) => indented(style, `${what}: ${because}`, "    ", "  - ")),
  ];
}
