import type { Diagnosis, Step } from "../core/diagnosis/index.ts";
import { xmlAttribute, xmlContent } from "./xml-text.ts";

/**
 * The online doctor's answer as JUnit's XML, for the pipeline's page: one test case a step. What is unknown counts as
 * skipped, since JUnit has no third way. Source: GitLab, "Unit test reports".
 */
export function doctorJunit({ steps }: Pick<Diagnosis, "steps">): string {
  const count = (...statuses: Step["status"][]) => steps.filter(({ status }) => statuses.includes(status)).length;
  const attributes = `tests="${steps.length}" failures="${count("fail")}" errors="0" skipped="${count("skipped", "unknown")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gitlab-ecr doctor" ${attributes}>`,
    `  <testsuite name="gitlab-ecr doctor" ${attributes}>`,
    ...steps.flatMap(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase({ name, status, evidence, code, cause, remedy }: Step): string[] {
  const open = `    <testcase classname="gitlab-ecr doctor" name="${xmlAttribute(name)}"`;
  const message = [cause ?? "", ...(remedy === null || remedy === "" ? [] : ["", "What to do:", remedy])].join("\n");
  const facts = evidence.length === 0 ? [] : [`      <system-out>${xmlContent(evidence.join("\n"))}</system-out>`];
  if (status === "pass") {
    return facts.length === 0 ? [`${open}/>`] : [`${open}>`, ...facts, "    </testcase>"];
  }
  const outcome =
    status === "fail"
      ? `      <failure type="${xmlAttribute(code ?? "fail")}" message="${xmlAttribute(cause ?? name)}">${xmlContent(message)}</failure>`
      : `      <skipped message="${xmlAttribute(`${status}: ${cause ?? ""}`)}"/>`;
  return [`${open}>`, outcome, ...facts, "    </testcase>"];
}
