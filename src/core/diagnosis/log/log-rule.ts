import type { ErrorCode, ErrorContext } from "../../errors/index.ts";

/** One message that is recognised in a line of a log. */
export interface LogRule {
  /** Tested on one line without escapes; it must run in linear time, since logs are written by others. */
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  /** Facts for the catalogue's texts, from the groups of the match; only what can't be a secret. */
  readonly context?: (groups: Readonly<Record<string, string | undefined>>) => ErrorContext;
  /** Replaces the catalogue's remedy where the message says more than the code. */
  readonly remedy?: readonly string[];
}
