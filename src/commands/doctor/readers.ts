import { type AwsOutcome, type ReadAction, readFailureKind, readFailureText } from "../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";

/** Credentials that may be tried for reading, by the name that users know them by. */
export interface Reader {
  readonly name: string;
  readonly credentials: AwsCredentials;
}

/** A reader that is only looked for when those before it may not read; a text says why it can't be used. */
export type ReaderSource = () => Promise<Reader | string>;

/** What a read came to. */
export type Reading<T> =
  | { readonly kind: "read"; readonly value: T; readonly by: string }
  | { readonly kind: "absent"; readonly by: string }
  | {
      readonly kind: "unreadable";
      /** The action that would have been needed. */
      readonly action: ReadAction | null;
      /** Who was tried, and what came of it. */
      readonly tried: readonly string[];
    };

/** Whoever may read is asked, in order; what isn't allowed to one is asked of the next. */
export interface Readers {
  /** Whether there is anybody to ask. */
  readonly any: boolean;
  read<T>(attempt: (credentials: AwsCredentials) => Promise<AwsOutcome<T>>): Promise<Reading<T>>;
}

/** Readers in the order of their sources; each source is asked once at most. */
export function createReaders(sources: readonly ReaderSource[]): Readers {
  const found = new Map<ReaderSource, Promise<Reader | string>>();
  const readerOf = (source: ReaderSource) => {
    const promise = found.get(source) ?? source();
    found.set(source, promise);
    return promise;
  };
  return {
    any: sources.length > 0,
    async read(attempt) {
      const tried: string[] = [];
      let action: ReadAction | null = null;
      for (const source of sources) {
        const reader = await readerOf(source);
        if (typeof reader === "string") {
          tried.push(reader);
          continue;
        }
        const outcome = await attempt(reader.credentials);
        if (outcome.ok) return { kind: "read", value: outcome.value, by: reader.name };
        const { failure } = outcome;
        if (readFailureKind(failure) === "absent") return { kind: "absent", by: reader.name };
        if (readFailureKind(failure) === "denied") action ??= failure.action as ReadAction;
        tried.push(`${reader.name}: ${readFailureText(failure)}`);
      }
      return { kind: "unreadable", action, tried };
    },
  };
}

/** A source that tells its failure instead of throwing it; only an abort goes through. */
export function readerSource(name: string, signal: AbortSignal, find: () => Promise<Reader | string>): ReaderSource {
  return async () => {
    try {
      return await find();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof GitlabEcrError) return `${name}: ${error.message}`;
      throw error;
    }
  };
}
