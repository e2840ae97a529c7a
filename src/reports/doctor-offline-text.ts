import { visibleText } from "../core/errors/index.ts";
import type { Finding, TrustResult, TrustStatement } from "../core/policy/index.ts";
import { marksOf, type Style } from "./style.ts";

const verdicts = {
  allow: "AWS would let this token assume the role",
  deny: "AWS would refuse this token",
  unknown: "it depends on values that weren't given",
} as const;

const mostStatements = 5;

/** The offline doctor's answer as people read it: the verdict, what to do first, which statements decide, the findings. */
export function doctorOfflineText(result: TrustResult, style: Style): string {
  const { verdict, grade, statements, findings, permissions } = result;
  const mark = {
    allow: style.good(marksOf(style).pass),
    deny: style.bad(marksOf(style).fail),
    unknown: style.caution("?"),
  }[verdict];
  const gradeStyle = { safe: style.good, caution: style.caution, dangerous: style.bad }[grade];
  const blocks = [
    [`${mark} ${style.bold(verdict)}: ${verdicts[verdict]}`, `  grade of the trust policy: ${gradeStyle(grade)}`],
    firstThing(result, style),
    statementLines(statements, verdict, style),
    findingLines("Findings", findings, style),
    permissions === undefined ? [] : permissionLines(permissions, style),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

/** The one thing to do first. */
function firstThing({ verdict, findings, statements, suggestion }: TrustResult, style: Style): string[] {
  const title = style.bold("Do this first");
  const [worst] = findings;
  if (verdict === "allow") {
    if (worst === undefined || worst.severity === "info") return [];
    return [title, `  ${visibleText(worst.remedy)} (${worst.id})`];
  }
  const audience = findings.find(({ id }) => id === "audience-mismatch");
  if (audience !== undefined) return [title, `  ${visibleText(audience.remedy)}`];
  const denying = statements.find(({ effect, applies }) => effect === "Deny" && applies === true);
  if (denying !== undefined)
    return [title, `  Change ${nameOf(denying)}: it denies this token, whatever else allows it.`];
  const nearest = statements.find(({ effect, because }) => effect === "Allow" && because === "condition");
  const where =
    nearest === undefined ? "Add an Allow statement for the provider with this" : `Give ${nameOf(nearest)} this`;
  const condition = JSON.stringify({ Condition: suggestion.condition }, null, 2).split("\n").slice(1, -1);
  return [
    title,
    `  ${where} Condition; it admits this project and ref and no other:`,
    ...condition.map((line) => `  ${visibleText(line)}`),
  ];
}

/** Those statements that decide or come near, in full; of the rest, how many fall at what. */
function statementLines(statements: readonly TrustStatement[], verdict: string, style: Style): string[] {
  const telling = statements.filter(
    ({ because }) => because === "applies" || because === "condition" || because === "unknown",
  );
  const deciding = telling.filter(({ applies }) => applies !== false);
  const shown = new Set((verdict === "allow" ? deciding : [...deciding, ...telling]).slice(0, mostStatements));
  const rest = statements.filter((statement) => !shown.has(statement));
  return [
    style.bold("Statements"),
    ...[...shown].flatMap((statement) => describe(statement, style)),
    ...(rest.length === 0 ? [] : [`  ${style.dim(`${rest.length} more: ${summary(rest)}`)}`]),
  ];
}

const reasons = {
  applies: "applies",
  principal: "doesn't name this token's provider",
  action: "doesn't cover sts:AssumeRoleWithWebIdentity",
  resource: "is about other resources",
  condition: "its condition doesn't hold",
  unknown: "can't be decided",
} as const;

function describe(statement: TrustStatement, style: Style): string[] {
  const { effect, applies, because, conditions } = statement;
  return [
    `  ${markOf(applies, style)} ${nameOf(statement)}, ${effect}: ${reasons[because]}`,
    ...conditions.flatMap(({ operator, key, expected, actual, matched, note }) => {
      const is = actual.length === 0 ? "absent" : actual.join(" | ");
      return [
        `      ${markOf(matched, style)} ${operator} ${visibleText(key)}`,
        `          expected  ${visibleText(expected.join(" | "))}`,
        `          actual    ${visibleText(is)}`,
        ...(note === null ? [] : [`          ${style.dim(note)}`]),
      ];
    }),
  ];
}

function summary(statements: readonly TrustStatement[]): string {
  const counts = Map.groupBy(statements, ({ because }) => because);
  return [...counts].map(([because, ones]) => `${ones.length} ${reasons[because]}`).join("; ");
}

function findingLines(title: string, findings: readonly Finding[], style: Style): string[] {
  if (findings.length === 0) return [];
  const severityStyle = { dangerous: style.bad, caution: style.caution, info: style.dim };
  return [
    style.bold(title),
    ...[...Map.groupBy(findings, ({ id, severity }) => `${severity} ${id}`).values()].flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const { id, severity, at, message, remedy } = first;
      return [
        `  ${severityStyle[severity](severity)} ${id} ${style.dim(`at ${visibleText(at)}`)}`,
        `      ${visibleText(message)}`,
        `      ${marksOf(style).arrow} ${visibleText(remedy)}`,
        ...(others.length === 0 ? [] : [`      ${style.dim(`also ${alsoAt(others)}`)}`]),
      ];
    }),
  ];
}

function alsoAt(findings: readonly Finding[]): string {
  const places = findings.slice(0, 2).map(({ at }) => visibleText(at));
  const rest = findings.length - places.length;
  return `at ${places.join(", ")}${rest === 0 ? "" : ` and ${rest} more places`}`;
}

function permissionLines(permissions: NonNullable<TrustResult["permissions"]>, style: Style): string[] {
  const { push, pull, missing, findings } = permissions;
  const answer = (verdict: "allow" | "deny" | "unknown") => {
    return { allow: style.good, deny: style.bad, unknown: style.caution }[verdict](verdict);
  };
  return [
    style.bold("Permissions of the role"),
    `  push ${answer(push)}, pull ${answer(pull)}`,
    ...(missing.length === 0 ? [] : [`  missing: ${missing.join(", ")}`]),
    ...findingLines("Findings about the permissions", findings, style),
  ];
}

function nameOf({ index, sid }: TrustStatement): string {
  return sid === null ? `Statement[${index}]` : `Statement[${index}] (${visibleText(sid)})`;
}

function markOf(truth: boolean | null, style: Style): string {
  if (truth === null) return style.caution("?");
  return truth ? style.good(marksOf(style).pass) : style.bad(marksOf(style).fail);
}
