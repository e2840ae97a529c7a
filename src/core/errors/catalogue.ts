import type { CatalogueEntry } from "./catalogue-entry.ts";
import { commandEntries } from "./command-entries.ts";
import type { ErrorCode } from "./error-code.ts";
import { type ErrorContext, type ErrorDetail, GitlabEcrError } from "./gitlab-ecr-error.ts";
import { loginCatalogue } from "./login-catalogue.ts";

/** The one table of all codes. `docs/errors.md` is generated from it. The login path doesn't load it. */
export const catalogue: Readonly<Record<ErrorCode, CatalogueEntry>> = { ...loginCatalogue, ...commandEntries };

/** The error of any code, for commands beside the login path. */
export function catalogueError(code: ErrorCode, context: ErrorContext = {}, detail: ErrorDetail = {}): GitlabEcrError {
  return new GitlabEcrError(code, context, { ...detail, entry: catalogue[code] });
}
