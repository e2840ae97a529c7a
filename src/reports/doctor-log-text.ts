import type { LogFinding } from "../core/diagnosis/index.ts";
import { docsOf, visibleText } from "../core/errors/index.ts";
import { marksOf, type Style } from "./style.ts";

/** What a log says, as people read it: each message that was recognised, why it comes up, and what to do. */
export function doctorLogText({ findings }: { readonly findings: readonly LogFinding[] }, style: Style): string {
  if (findings.length === 0) {
    return "Nothing in it is a message that gitlab-ecr knows. That doesn't mean that all is well.\n";
  }
  return findings.map((finding) => findingText(finding, style)).join("\n");
}

function findingText({ code, line, times, message, causes, remedy }: LogFinding, style: Style): string {
  const more = times === 1 ? "" : ` and ${times - 1} more`;
  return [
    `${style.bad(code)} ${style.dim(`(line ${line}${more})`)}: ${style.bold(visibleText(message))}`,
    ...causes.map((cause, index) => `  ${index === 0 ? "Why:" : "  or"} ${visibleText(cause)}`),
    ...visibleText(remedy)
      .trimEnd()
      .split("\n")
      .map((text) => (text === "" ? "" : `  ${text.startsWith(" ") ? text : `${marksOf(style).arrow} ${text}`}`)),
    style.dim(`  More: ${docsOf(code)}`),
    "",
  ].join("\n");
}
