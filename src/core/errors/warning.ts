import type { ErrorCode } from "./error-code.ts";
import { type ErrorContext, fillPlaceholders } from "./gitlab-ecr-error.ts";
import { type LoginCode, loginCatalogue } from "./login-catalogue.ts";

/** Something that the user should know of though the command succeeds. */
export interface Warning {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: readonly string[];
}

/** A warning with the catalogue's texts, filled from the context. */
export function warning(code: LoginCode, context: ErrorContext = {}): Warning {
  const entry = loginCatalogue[code];
  return {
    code,
    message: fillPlaceholders(entry.message, context),
    remedy: entry.remedy.map((sentence) => fillPlaceholders(sentence, context)),
  };
}
