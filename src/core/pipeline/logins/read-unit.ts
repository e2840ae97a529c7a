import type { ScriptUnit } from "../script-units.ts";
import { dialectOf } from "../shell/dialect.ts";
import { readShell } from "../shell/read-shell.ts";
import type { ShellPipeline, ShellScript, Stage, Word, WordPart } from "../shell/shell-script.ts";
import type { VariableScope } from "../variable-scope.ts";
import { placedPieces } from "../yaml-source.ts";
import { batchLoopsIn } from "./batch-loops.ts";
import { writeText } from "./config-file.ts";
import { expandVariables } from "./expand-variables.ts";
import { UnitFindings } from "./found-login.ts";
import { type CommandPlace, type Flow, fileName, joinFlows, nothing, plainText, scriptOfParts } from "./known-word.ts";
import { noteAssignment } from "./note-assignment.ts";
import { runCommand } from "./run-command.ts";
import type { Command, Frame, ScriptReader, WrittenScript } from "./script-reader.ts";

const deepestScript = 4;

/** Follows what one shell does with ECR's passwords: through pipes, variables, files and scripts in scripts. */
export class UnitReader implements ScriptReader {
  readonly findings = new UnitFindings();
  /** Variables that the script sets, and files that it writes. */
  readonly variables = new Map<string, Flow>();
  readonly files = new Map<string, Flow>();
  readonly scripts = new Map<string, WrittenScript>();
  readonly kaniko: boolean;
  /** Variables that conditions set, with the texts that they may have after them. */
  readonly #open = new Map<string, Set<string | null>>();
  readonly #unit: ScriptUnit;
  readonly #scope: VariableScope;

  constructor(unit: ScriptUnit, scope: VariableScope, kaniko: boolean) {
    this.#unit = unit;
    this.#scope = scope;
    this.kaniko = kaniko;
  }

  read(): UnitFindings {
    const { items } = this.#unit;
    const dialect = dialectOf(items.map(({ placed }) => placed.text).join("\n"));
    let open = 0;
    for (const item of items) {
      const script = readShell(item.placed.text, dialect, open);
      open = script.open;
      const here = { start: 0, end: 0, item, alone: false };
      const frame: Frame = { placed: item.placed, item, dialect, outer: null, here, conditional: false, depth: 0 };
      this.#runBatchLoops(frame);
      this.#run(script, frame);
    }
    this.findings.finish();
    return this.findings;
  }

  runText(pieces: readonly { text: string; at: number }[], frame: Frame): Flow {
    if (frame.depth >= deepestScript) return nothing;
    return this.runWritten({ placed: placedPieces(frame.placed, pieces), item: frame.item }, frame);
  }

  runWritten({ placed, item }: WrittenScript, frame: Frame): Flow {
    if (frame.depth >= deepestScript) return nothing;
    const dialect = dialectOf(placed.text) === "powershell" ? "powershell" : "sh";
    const script = readShell(placed.text, dialect);
    const inner: Frame = { ...frame, placed, item, dialect, depth: frame.depth + 1 };
    this.#runBatchLoops(inner);
    return this.#run(script, inner);
  }

  runElsewhere(text: string, frame: Frame): Flow {
    if (frame.depth >= deepestScript) return nothing;
    const placed = { text, offsetOf: () => frame.here.start };
    const script = readShell(text, "sh");
    return this.#run(script, { ...frame, placed, outer: frame.here, dialect: "sh", depth: frame.depth + 1 });
  }

  runCommand(command: Command, frame: Frame): Flow {
    return runCommand(this, command, frame);
  }

  valueOf(word: Word, frame: Frame): Flow {
    return this.valueOfParts(word.parts, frame);
  }

  valueOfParts(parts: readonly WordPart[], frame: Frame): Flow {
    return joinFlows(parts.map((part) => this.#valueOfPart(part, frame)));
  }

  variable(name: string): Flow {
    const set = this.variables.get(name);
    if (set !== undefined) return { ...set, names: [...set.names.slice(0, 20), name] };
    const text = this.#scope.valueFor(this.#unit.entry, name);
    if (text === null) return { ...nothing, shape: `\${${name}}`, names: [name] };
    const known = expandVariables(text, (other) => this.#scope.valueFor(this.#unit.entry, other));
    return { ...nothing, ...known, names: [...known.names, name] };
  }

  assign(name: string, value: Flow, frame: Frame): void {
    if (frame.conditional) {
      const choices = this.#open.get(name) ?? new Set([this.variable(name).literal ?? value.literal]);
      this.#open.set(name, choices.add(value.literal));
    } else this.#open.delete(name);
    this.variables.set(name, value);
    noteAssignment(name, value, this.findings, frame.here);
  }

  #runBatchLoops(frame: Frame): void {
    for (const { start, end, pieces } of batchLoopsIn(frame.placed.text)) {
      const outer = frame.outer ?? placeOf({ start, end, alone: false }, frame);
      this.runText(pieces, { ...frame, outer, here: outer, conditional: true });
    }
  }

  #run(script: ShellScript, frame: Frame): Flow {
    let output: Flow = nothing;
    for (const pipeline of script.pipelines) {
      const conditional = frame.conditional || pipeline.conditional;
      if (!conditional) this.#closeConditions();
      const here = frame.outer ?? placeOf(pipeline, frame);
      const given = this.#runPipeline(pipeline, { ...frame, here, conditional });
      output = given.carries !== null || output.carries === null ? given : output;
    }
    return script.pipelines.length === 0 ? plainText("") : output;
  }

  /** After a condition, the file doesn't tell which of several texts a variable has. */
  #closeConditions(): void {
    for (const [name, choices] of this.#open) {
      const value = this.variables.get(name);
      if (choices.size > 1 && value !== undefined) {
        this.variables.set(name, { ...value, literal: null, shape: sharedShape(name, [...choices]), script: null });
      }
    }
    this.#open.clear();
  }

  #runPipeline({ stages }: ShellPipeline, frame: Frame): Flow {
    let flow: Flow | null = null;
    for (const stage of stages) flow = this.#runStage(stage, flow, frame);
    return flow ?? nothing;
  }

  #runStage(stage: Stage, piped: Flow | null, frame: Frame): Flow {
    let input = piped;
    const targets: Flow[] = [];
    for (const { operator, descriptor, target } of stage.redirects) {
      const value = this.valueOf(target, frame);
      if (operator === "<") input = this.files.get(fileName(value)) ?? value;
      else if (operator === "<<" || operator === "<<<") {
        input = { ...value, script: scriptOfParts(target.parts, frame.placed.text) };
      } else if (/^>[>|]?$/.test(operator) && (descriptor === "" || descriptor === "1")) targets.push(value);
    }
    for (const { name, value } of stage.assignments) this.assign(name, this.valueOf(value, frame), frame);
    const values = stage.words.map((word) => this.valueOf(word, frame));
    let output: Flow;
    if (stage.group !== null) {
      const result = this.#run(stage.group, frame);
      output = joinFlows([result, ...values]);
      if (input?.carries != null && output.carries === null) output = { ...output, carries: input.carries };
    } else output = runCommand(this, { words: stage.words, values, input }, frame);
    for (const path of targets) if (path.literal !== "/dev/null") writeText(this, path, output, frame);
    return targets.length > 0 ? nothing : output;
  }

  #valueOfPart(part: WordPart, frame: Frame): Flow {
    if (part.kind === "text") return plainText(part.text);
    if (part.kind === "commands") return withoutLineEnd(this.#run(part.script, { ...frame, outer: frame.here }));
    const value = this.variable(part.name);
    if (part.fallback === null || value.literal !== null || value.carries !== null) return value;
    const fallback = this.valueOfParts(part.fallback, frame);
    // Which of the two it will be, the file doesn't tell, but a literal one is meant as the usual.
    return { ...fallback, names: [...fallback.names, ...value.names] };
  }
}

/** What all texts of a variable begin and end with, and its name in between. */
function sharedShape(name: string, [first = "", ...others]: readonly (string | null)[]): string {
  const text = first ?? "";
  let before = 0;
  while (before < text.length && others.every((one) => one?.[before] === text[before])) before += 1;
  let after = 0;
  const room = Math.min(...[text, ...others].map((one) => (one?.length ?? 0) - before));
  while (after < room && others.every((one) => one?.at(-1 - after) === text.at(-1 - after))) after += 1;
  return `${text.slice(0, before)}\${${name}}${text.slice(text.length - after)}`;
}

function placeOf(
  { start, end, alone }: Pick<ShellPipeline, "start" | "end" | "alone">,
  { placed, item, depth, dialect }: Frame,
): CommandPlace {
  const last = Math.max(start, end - 1);
  return { start: placed.offsetOf(start), end: placed.offsetOf(last) + 1, item, alone: alone && depth === 0, dialect };
}

function withoutLineEnd(flow: Flow): Flow {
  return { ...flow, literal: flow.literal?.trimEnd() ?? null, shape: flow.shape.trimEnd() };
}
