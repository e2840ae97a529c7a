import type { GitlabEcrError, Warning } from "../core/errors/index.ts";
import type { Redactor } from "../core/secret/index.ts";
import { errorJson, errorText, type Style, warningText } from "../reports/index.ts";
import { ansiStyle, plainStyle } from "./ansi-style.ts";
import type { CliIo } from "./io.ts";

/** How much a run tells, and in what form. */
export interface OutputMode {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Where everything goes that is printed: the result to standard output, the rest to standard error, no secret anywhere. */
export interface Output {
  /** The result: `json` is printed with `--json`, else the text, which `--quiet` leaves out. */
  result(json: object, text: (style: Style) => string): void;
  /** A line of the result that is known before the rest; text only. */
  line(text: string): void;
  /** A document that holds secrets, for who asked for it by name: the one thing that isn't searched for them. */
  secretDocument(text: string): void;
  /** A step's progress, with `--verbose`. */
  progress(text: string): void;
  /** Something to know that isn't a problem; left out with `--quiet`. */
  note(text: string): void;
  /** What a question on standard error is about; told with `--quiet`, too. */
  question(text: (style: Style) => string): void;
  /** A warning, told once however often it is given. */
  warning(warning: Warning): void;
  error(error: GitlabEcrError): void;
}

/** The output of one run. Everything passes the redactor last. */
export function createOutput(
  { stdout, stderr }: CliIo,
  { json, quiet, verbose }: OutputMode,
  redactor: Redactor,
): Output {
  const told = new Set<Warning>();
  const styleOf = ({ colour, columns, ascii }: CliIo["stdout"]): Style => ({
    ...(colour ? ansiStyle : plainStyle),
    width: columns,
    ascii,
  });
  const out = (text: string) => stdout.write(redactor.redact(text));
  const err = (text: string) => stderr.write(redactor.redact(text));
  const printJson = (value: object) => out(`${JSON.stringify(redactStrings(value, redactor))}\n`);

  return {
    result: (value, text) => {
      if (json) printJson(value);
      else if (!quiet) out(text(styleOf(stdout)));
    },
    line: (text) => {
      if (!json && !quiet) out(`${text}\n`);
    },
    secretDocument: (text) => stdout.write(text),
    progress: (text) => {
      if (verbose) err(`${styleOf(stderr).dim(text)}\n`);
    },
    note: (text) => {
      if (!quiet) err(`${text}\n`);
    },
    question: (text) => err(text(styleOf(stderr))),
    warning: (warning) => {
      if (!told.has(warning)) err(warningText(warning, styleOf(stderr)));
      told.add(warning);
    },
    error: (error) => {
      if (json) printJson(errorJson(error));
      else err(errorText(error, styleOf(stderr)));
    },
  };
}

/** Redacts before the text becomes JSON, where escapes could hide a secret from the search. */
function redactStrings(value: unknown, redactor: Redactor): unknown {
  if (typeof value === "string") return redactor.redact(value);
  if (Array.isArray(value)) return value.map((one) => redactStrings(one, redactor));
  if (typeof value !== "object" || value === null) return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return redactStrings(value.toJSON(), redactor);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [redactor.redact(key), redactStrings(one, redactor)]),
  );
}
