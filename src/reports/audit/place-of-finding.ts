import type { AuditFinding, FindingSubject } from "../../core/audit/index.ts";
import { visibleLine } from "../../core/errors/index.ts";
import { clip } from "./clip.ts";

/**
 * Where a finding is, written like a file's path, since Code Quality and SARIF know findings in files alone:
 * `aws/ACCOUNT/user/NAME`, and the place in it after that.
 */
export function pathOf({ subject, at }: Pick<AuditFinding, "subject" | "at">): string {
  return [pathOfSubject(subject), at ?? []].flat().map(pathPart).join("/");
}

/** The same for a user or role itself, with its parts apart. */
function pathOfSubject({ kind, name, account }: FindingSubject): string[] {
  return ["aws", account ?? "account", ...(kind === "account" ? [] : [kind, name])];
}

/** A part in which no slash, dot or blank means anything. */
function pathPart(text: string): string {
  const part = visibleLine(clip(text.toWellFormed(), 300)).replace(/[/\\\s]/g, "_");
  return /^\.*$/.test(part) ? `_${part}` : part;
}
