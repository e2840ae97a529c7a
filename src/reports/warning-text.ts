import type { Warning } from "../core/errors/index.ts";
import type { Style } from "./style.ts";

/** A warning as people read it, code first. */
export function warningText({ code, message, remedy }: Warning, style: Style): string {
  const advice = remedy.map((sentence) => `  ${sentence.trim()}`);
  return [`${style.caution(`warning[${code}]`)}: ${message}`, ...advice, ""].join("\n");
}
