import type { CatalogueEntry } from "./catalogue-entry.ts";
import type { ErrorCode } from "./error-code.ts";
import { type LoginCode, loginCatalogue } from "./login-catalogue.ts";
import { visibleLine } from "./visible-text.ts";

/** What may stand in an error's context: facts, never secrets. */
export type ContextValue =
  | string
  | number
  | boolean
  | null
  | readonly ContextValue[]
  | { readonly [key: string]: ContextValue };

/** Non-secret facts of one failure, by name. They also fill the placeholders of the catalogue's texts. */
export type ErrorContext = Readonly<Record<string, ContextValue>>;

/** What an error can be given beyond its code and context. */
export interface ErrorDetail {
  /** The failure underneath; never shown to users unfiltered. */
  readonly cause?: unknown;
  /** Replaces the catalogue's remedy where this place knows a better one. */
  readonly remedy?: readonly string[];
}

/** Detail of an error whose texts the login path doesn't load: `catalogueError` gives them. */
interface DetailWithEntry extends ErrorDetail {
  readonly entry: CatalogueEntry;
}

/** The one error that commands throw. Match on `code`, never on `message`. */
export class GitlabEcrError extends Error {
  override readonly name = "GitlabEcrError";
  /** Stable code from the catalogue. */
  readonly code: ErrorCode;
  /** What to do, in imperative sentences. */
  readonly remedy: readonly string[];
  /** Why it happens, most likely first. */
  readonly causes: readonly string[];
  /** Non-secret facts. */
  readonly context: ErrorContext;
  /** Exit status of the process. */
  readonly exitCode: number;
  readonly #entry: CatalogueEntry;

  constructor(code: LoginCode, context?: ErrorContext, detail?: ErrorDetail);
  constructor(code: ErrorCode, context: ErrorContext, detail: DetailWithEntry);
  constructor(code: ErrorCode, context: ErrorContext = {}, detail: Partial<DetailWithEntry> = {}) {
    const entry = detail.entry ?? loginCatalogue[code as LoginCode];
    super(fillPlaceholders(entry.message, context), { cause: detail.cause });
    this.#entry = entry;
    this.code = code;
    this.context = context;
    this.causes = entry.causes.map((cause) => fillPlaceholders(cause, context));
    this.remedy = (detail.remedy ?? entry.remedy).map((sentence) => fillPlaceholders(sentence, context));
    this.exitCode = code === "interrupted" && context.signal === "SIGTERM" ? 143 : entry.exitStatus;
  }

  /** The same error with more facts, and another remedy where one is given. */
  withContext(added: ErrorContext, remedy = this.remedy): GitlabEcrError {
    const { cause } = this;
    return new GitlabEcrError(this.code, { ...this.context, ...added }, { cause, remedy, entry: this.#entry });
  }
}

/** Where the documentation explains a code. */
export function docsOf(code: ErrorCode): string {
  return `docs/errors.md#${code}`;
}

/**
 * Fills `{name}` in a text of the catalogue from the context. A name that the context lacks, or that isn't a plain
 * value there, is written in capitals, as documentation does: `{accountId}` becomes `ACCOUNT_ID`.
 */
export function fillPlaceholders(text: string, context: ErrorContext): string {
  return text.replace(/\{([a-z][A-Za-z]*)\}/g, (_, name: string) => {
    const value = context[name];
    if (Array.isArray(value)) return visibleLine(value.join(", "));
    if (typeof value === "string" || typeof value === "number") return visibleLine(String(value));
    return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  });
}
