import { parse } from "csv-parse/browser/esm/sync";
import { GitlabEcrError } from "../errors/index.ts";
import type { CredentialKey, CredentialRow } from "./account-data.ts";
import { momentOf } from "./read-field.ts";

/** Whether a text begins as a credential report does. */
export function isCredentialReport(text: string): boolean {
  return /^\uFEFF?"?user"?,"?arn"?,/.test(text.trimStart());
}

/**
 * Reads a credential report. It tells of every user's password, MFA and keys, but not of the keys' ids.
 *
 * Source: IAM User Guide, "Generate credential reports for your AWS account". `N/A`, `not_supported` and
 * `no_information` stand for what there isn't.
 *
 * @throws GitlabEcrError `input-invalid`
 */
export function readCredentialReport(text: string): readonly CredentialRow[] {
  return recordsOf(text).map((row) => {
    const { user, arn } = row;
    if (user === undefined || arn === undefined || !arn.startsWith("arn:")) throw invalid("a row has no user or ARN");
    return {
      user,
      arn,
      root: user === "<root_account>" || arn.endsWith(":root"),
      passwordEnabled: flagOf(row.password_enabled),
      mfaActive: flagOf(row.mfa_active),
      keys: [keyOf(row, 1), keyOf(row, 2)].filter((key) => key !== null),
    };
  });
}

type Row = Readonly<Record<string, string | undefined>>;

function recordsOf(text: string): readonly Row[] {
  try {
    return parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true }) as Row[];
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : "it isn't CSV");
  }
}

/** A key that is neither active nor was ever made isn't there. */
function keyOf(row: Row, number: 1 | 2): CredentialKey | null {
  const field = (name: string) => row[`access_key_${number}_${name}`];
  const active = flagOf(field("active")) === true;
  const createdAt = momentOf(field("last_rotated"));
  if (!active && createdAt === null) return null;
  const use = { at: momentOf(field("last_used_date")), service: known(field("last_used_service")) };
  return { active, createdAt, lastUse: { ...use, region: known(field("last_used_region")) } };
}

function flagOf(text: string | undefined): boolean | null {
  return text === undefined || !/^(?:true|false)$/i.test(text) ? null : text.toLowerCase() === "true";
}

function known(text: string | undefined): string | null {
  return text === undefined || text === "" || /^(?:N\/A|not_supported|no_information)$/i.test(text) ? null : text;
}

function invalid(why: string): GitlabEcrError {
  const reason = `The credential report can't be read: ${why}`;
  return new GitlabEcrError("input-invalid", { reason, path: "" });
}
