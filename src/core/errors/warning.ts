import { catalogue, type ErrorCode } from "./catalogue.ts";
import { type ErrorContext, fillPlaceholders } from "./gitlab-ecr-error.ts";

/** Something that the user should know of though the command succeeds. */
export interface Warning {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: readonly string[];
}

/** A warning with the catalogue's texts, filled from the context. */
export function warning(code: ErrorCode, context: ErrorContext = {}): Warning {
  const entry = catalogue[code];
  return {
    code,
    message: fillPlaceholders(entry.message, context),
    remedy: entry.remedy.map((sentence) => fillPlaceholders(sentence, context)),
  };
}
