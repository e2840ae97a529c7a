import { visibleLine } from "../../core/errors/index.ts";
import type { Style } from "../style.ts";

/** What GitLab said of one file. */
export interface CheckFacts {
  readonly path: string;
  readonly verdict: "valid" | "as-before" | "refused" | "unasked";
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly because: string | null;
}

const verdicts = {
  valid: "valid",
  "as-before": "it says the same of the file as it was",
  refused: "refused, and left as it is",
  unasked: "not asked",
} as const;

/** What GitLab said of the files that were to be written; empty where it wasn't asked for any. */
export function pipelineChecksText(checks: readonly CheckFacts[], style: Style): string {
  if (checks.length === 0) return "";
  const lines = checks.flatMap(({ path, verdict, errors, warnings, because }) => [
    `  ${visibleLine(path)}: ${verdicts[verdict]}${because === null ? "" : `: ${visibleLine(because)}`}`,
    ...errors.map((error) => `    ${style.bad("error")}: ${visibleLine(error)}`),
    ...warnings.map((warning) => `    ${style.caution("warning")}: ${visibleLine(warning)}`),
  ]);
  return `${style.bold("Checked by GitLab")}\n${lines.map((line) => `${line}\n`).join("")}`;
}
