import { writePublicFile } from "../adapters/system/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { createRedactor, credentialVariables, type Redactor, type Secret } from "../core/secret/index.ts";
import type { Style } from "../reports/index.ts";
import { plainStyle } from "./ansi-style.ts";
import type { Invocation } from "./command.ts";
import { doctorOnlySpecs } from "./doctor-options.ts";
import { commonOptions } from "./option-spec.ts";

/** An answer in every form that it has. */
export interface Answer {
  readonly result: object;
  text(style: Style): string;
  junit(): string;
}

/** Where an answer goes, by --format and --output. */
export interface AnswerOutput {
  /** Told of every secret of the run: what is written to a file passes this redactor. */
  readonly redactor: Redactor;
  give(answer: Answer): Promise<void>;
}

/** Reads --format and --output. Throws `input-invalid` for what contradicts itself. */
export function createAnswerOutput({ options, io, output, run }: Invocation): AnswerOutput {
  const format = options.text(doctorOnlySpecs.format) ?? "text";
  const file = options.text(doctorOnlySpecs.output);
  const json = options.isOn(commonOptions[0]);
  if (json && file === null && format === "junit") {
    const reason = "--json and --format junit are two forms for one standard output; give --output FILE for JUnit.";
    throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
  }
  const redactor = createRedactor();
  for (const value of credentialVariables(io.environment)) redactor.add(value);
  const documentOf = (answer: Answer) => {
    if (format === "junit") return answer.junit();
    return format === "json" ? `${JSON.stringify(answer.result)}\n` : answer.text(plainStyle);
  };
  return {
    redactor,
    async give(answer) {
      if (file !== null) {
        const text = redactor.redact(documentOf(answer));
        await writePublicFile(file, text, { command: "doctor", signal: run.signal });
      }
      output.result(answer.result, (style) =>
        file !== null || format === "text" ? answer.text(style) : documentOf(answer),
      );
    },
  };
}

/** A guard that tells both the output and the file's redactor. */
export function guardBoth(redactor: Redactor, guard: (secret: Secret) => void): (secret: Secret) => void {
  return (secret) => {
    redactor.add(secret);
    guard(secret);
  };
}
