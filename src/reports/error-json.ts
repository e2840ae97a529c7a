import { type ContextValue, docsOf, type GitlabEcrError } from "../core/errors/index.ts";

/** An error as `--json` prints it. */
export interface ErrorJson {
  readonly ok: false;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly causes: readonly string[];
    readonly context: Readonly<Record<string, ContextValue>>;
    readonly docs: string;
  };
}

/** The JSON form of an error. */
export function errorJson({ code, message, remedy, causes, context }: GitlabEcrError): ErrorJson {
  return { ok: false, error: { code, message, remedy: remedy.join("\n"), causes, context, docs: docsOf(code) } };
}
