import type { Word } from "../shell/shell-script.ts";
import { type Flow, fileName, joinFlows, nothing, plainText, scriptOfParts } from "./known-word.ts";
import type { Command, Frame, ScriptReader } from "./script-reader.ts";
import { useLoginCommand } from "./use-login-command.ts";

/** Programs that run a text as commands. */
export const shells = new Set(
  "sh bash ash dash zsh ksh busybox eval source . ssh su cmd pwsh powershell iex Invoke-Expression".split(" "),
);

const evaluating = new Set(["eval", "iex", "Invoke-Expression"]);

/** Runs what a shell is given: its arguments, a file, or its standard input. */
export function runShell(reader: ScriptReader, program: string, command: Command, frame: Frame): Flow {
  const { words, values, input } = command;
  const args = values.slice(1);
  if (evaluating.has(program)) return evaluate(reader, command, frame);
  if (program === "ssh") reader.findings.isBusy = true;
  const at = values.findIndex(({ shape }, index) => index > 0 && /^(?:-\w*c|\/c|-command)$/i.test(shape));
  const text = words[at + 1];
  if (at > 0 && text !== undefined) return runWord(reader, text, frame, values[at + 1]);
  if (program === "ssh") {
    const last = words.at(-1);
    const spoken = values.at(-1);
    if (words.length > 2 && last !== undefined && /\s/.test(spoken?.shape ?? "")) return runWord(reader, last, frame);
  }
  const file = args.find(({ shape }) => !shape.startsWith("-"));
  if (file !== undefined && reader.files.has(fileName(file))) return executeFile(reader, file, frame);
  if (file?.carries?.what === "command") return useLoginCommand(reader, file, frame);
  if (file !== undefined && program !== "ssh") return nothing;
  return input === null ? nothing : runInput(reader, input, frame);
}

function evaluate(reader: ScriptReader, { words, values, input }: Command, frame: Frame): Flow {
  const args = values.slice(1).filter(({ shape }) => !/^-Command$/i.test(shape));
  const flow = args.length === 0 && input !== null ? input : joinFlows(args, " ");
  if (flow.carries?.what === "command") return useLoginCommand(reader, flow, frame);
  if (flow.carries !== null) return flow;
  const [only] = words.slice(1);
  if (words.length === 2 && only !== undefined && flow.literal === null) return runWord(reader, only, frame);
  return flow.literal === null ? nothing : reader.runElsewhere(flow.literal, frame);
}

function runWord(reader: ScriptReader, word: Word, frame: Frame, value: Flow = nothing): Flow {
  const [part] = word.parts;
  if (word.parts.length === 1 && part?.kind === "commands") return runInput(reader, value, frame);
  if (word.parts.length === 1 && part?.kind === "variable") {
    const { literal, carries } = reader.variable(part.name);
    if (carries?.what === "command") return useLoginCommand(reader, reader.variable(part.name), frame);
    return literal === null ? nothing : reader.runElsewhere(literal, frame);
  }
  return reader.runText(scriptOfParts(word.parts, frame.placed.text), { ...frame, outer: null });
}

function runInput(reader: ScriptReader, input: Flow, frame: Frame): Flow {
  if (input.carries?.what === "command") return useLoginCommand(reader, input, frame);
  if (input.script !== null) return reader.runText(input.script, { ...frame, outer: null });
  return input.literal === null ? nothing : reader.runElsewhere(input.literal, frame);
}

/** Runs a file that the script wrote. */
export function executeFile(reader: ScriptReader, path: Flow, frame: Frame): Flow {
  const name = fileName(path);
  const content = reader.files.get(name);
  if (content?.carries?.what === "command") return useLoginCommand(reader, content, frame);
  const script = reader.scripts.get(name);
  if (script !== undefined) return reader.runWritten(script, { ...frame, outer: null });
  return content?.literal == null ? nothing : reader.runElsewhere(content.literal, frame);
}

/** Runs a command whose first words stand in a variable. */
export function runCommandText(
  reader: ScriptReader,
  [first, ...rest]: readonly Flow[],
  input: Flow | null,
  frame: Frame,
): Flow {
  const values = [...(first?.literal ?? "").trim().split(/\s+/, 200).map(plainText), ...rest];
  const empty = values.map(() => ({ parts: [], start: -1, end: -1 }));
  return reader.runCommand({ words: empty, values, input }, frame);
}

/** `export NAME=value` and the like. */
export function assignWords(reader: ScriptReader, { words }: Command, frame: Frame): void {
  for (const { parts } of words.slice(1)) {
    const [first, ...rest] = parts;
    const name = first?.kind === "text" ? /^([A-Za-z_]\w*)\+?=/.exec(first.text) : null;
    if (first?.kind !== "text" || name === null) continue;
    const skipped = name[0].length;
    const head = { ...first, text: first.text.slice(skipped), at: first.at + skipped };
    reader.assign(name[1] ?? "", reader.valueOfParts([head, ...rest], frame), frame);
  }
}
