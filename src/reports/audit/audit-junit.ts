import type { AuditFinding, AuditReport } from "../../core/audit/index.ts";
import { visibleLine } from "../../core/errors/index.ts";
import { xmlAttribute, xmlContent } from "../xml-text.ts";
import { candidatesOf } from "./candidates.ts";
import { clip } from "./clip.ts";

type Outcome = "pass" | "failure" | "skipped";

interface TestCase {
  readonly suite: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

/**
 * The report as JUnit's XML, for the pipeline's page: each dangerous or caution finding fails, what is known,
 * suppressed or couldn't be read is skipped, and what is good or only to know passes. GitLab shows `classname` as the
 * suite, and takes cases with the same classname and name for one. Source: GitLab, "Unit test reports".
 */
export function auditJunit(report: AuditReport): string {
  const cases = uniqueNames([
    ...report.findings.map(findingCase),
    ...(report.suppressed ?? []).map((finding): TestCase => {
      return {
        ...findingCase(finding),
        outcome: "skipped",
        message: `suppressed until ${finding.expires}: ${finding.reason}`,
      };
    }),
    ...candidatesOf(report)
      .filter(({ findings }) => findings.every(({ severity }) => severity === "info"))
      .map(({ subject }) => passing(`${subject.kind} ${subject.name}`, "nothing to mend")),
    ...report.unread.map(({ what, because }): TestCase => {
      return { suite: "not read", name: what, outcome: "skipped", type: "unread", message: because, text: because };
    }),
  ]);
  const all = cases.length === 0 ? [passing("account", "no candidate and no finding")] : cases;
  const count = (outcome: Outcome) => all.filter((one) => one.outcome === outcome).length;
  const counts = `tests="${all.length}" failures="${count("failure")}" errors="0" skipped="${count("skipped")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gitlab-ecr audit" ${counts}>`,
    `  <testsuite name="gitlab-ecr audit" ${counts} timestamp="${xmlAttribute(report.generatedAt.slice(0, 19))}">`,
    ...all.flatMap(caseLines),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function findingCase({ id, severity, subject, at, message, remedy, known }: AuditFinding): TestCase {
  const failing = known === true ? "skipped" : "failure";
  return {
    suite: `${subject.kind} ${subject.name}`,
    name: at === null ? id : `${id} (${at})`,
    outcome: severity === "info" ? "pass" : failing,
    type: severity,
    message: known === true ? `known from the earlier report: ${message}` : message,
    text: `${severity}: ${message}\n\nWhat to do:\n${remedy}`,
  };
}

function passing(suite: string, name: string): TestCase {
  return { suite, name, outcome: "pass", type: "", message: "", text: "" };
}

function uniqueNames(cases: readonly TestCase[]): TestCase[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const key = JSON.stringify([one.suite, one.name]);
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return number === 1 ? one : { ...one, name: `${one.name}, ${number}` };
  });
}

function caseLines({ suite, name, outcome, type, message, text }: TestCase): string[] {
  const open = `    <testcase classname="${line(suite, 300)}" name="${line(name, 600)}" time="0"`;
  if (outcome === "pass") {
    if (text === "") return [`${open}/>`];
    return [`${open}>`, `      <system-out>${xmlContent(clip(text, 4000))}</system-out>`, "    </testcase>"];
  }
  const attributes = outcome === "failure" ? ` type="${type}"` : "";
  const element = `<${outcome}${attributes} message="${line(message, 1000)}"`;
  const content = outcome === "failure" ? `>${xmlContent(clip(text, 4000))}</failure>` : "/>";
  return [`${open}>`, `      ${element}${content}`, "    </testcase>"];
}

function line(text: string, most: number): string {
  return xmlAttribute(clip(visibleLine(text), most));
}
