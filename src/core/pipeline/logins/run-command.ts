import { awsOutput, awsServiceAt } from "./aws-output.ts";
import { containerOutput, containerTools } from "./container-tools.ts";
import { installsHelper, isIdle } from "./known-programs.ts";
import { type Flow, fileName, joinFlows, nothing } from "./known-word.ts";
import { ecrHostIn } from "./registry-host.ts";
import { assignWords, executeFile, runCommandText, runShell, shells } from "./run-shell.ts";
import type { Command, Frame, ScriptReader } from "./script-reader.ts";
import { textOutput } from "./text-programs.ts";
import { programOf, useLoginCommand } from "./use-login-command.ts";

/** What a command prints, as far as ECR is concerned; logins that it does are noted on the way. */
export function runCommand(reader: ScriptReader, command: Command, frame: Frame): Flow {
  const { values, input } = command;
  const [first] = values;
  if (first === undefined) return input ?? nothing;
  if (first.carries !== null && values.length === 1 && first.carries.what === "password") return first;
  const [word] = command.words;
  // In PowerShell, a value by itself is printed.
  const isValue = /["'@$]/.test(frame.placed.text[word?.start ?? -1] ?? "");
  if (frame.dialect === "powershell" && values.length === 1 && isValue) return first;
  // `$(aws ecr get-login …)`: the command that it prints is run.
  if (first.carries?.what === "command") return useLoginCommand(reader, first, frame);
  const program = programOf(first);
  if (program === ":" || program === "true" || program === "false") return nothing;
  const skip = wrapperLength(program, values);
  if (skip > 0) return runCommand(reader, withoutWords(reader, command, skip, frame), frame);
  if (word?.parts.length === 1 && word.parts[0]?.kind === "variable" && /\S\s+\S/.test(first.literal ?? "")) {
    return runCommandText(reader, values, input, frame);
  }
  return outputOf(reader, program, command, frame);
}

function outputOf(reader: ScriptReader, program: string, command: Command, frame: Frame): Flow {
  const { values, input } = command;
  const args = values.slice(1);
  const { findings } = reader;
  if (installsHelper(program, args)) {
    findings.add({ kind: "credential-helper", registry: null, confidence: "certain" }, frame.here);
    return nothing;
  }
  if (program === "aws" || program === "awscli" || program === "aws2") return awsOutput(reader, args, input, frame);
  if (/^get-ecrlogincommand$/i.test(program)) {
    const origin = findings.originate("get-login-password", null, frame.here);
    return { ...nothing, carries: { what: "password", origin } };
  }
  if (containerTools.has(program)) return containerOutput(reader, program, command, frame);
  if (shells.has(program)) return runShell(reader, program, command, frame);
  if (assigning.has(program)) {
    assignWords(reader, command, frame);
    return nothing;
  }
  const service = /^(?:echo|printf|grep|egrep|rg|ag|cat|sed|test|\[)$/.test(program) ? -1 : awsServiceAt(values);
  if (service > 0) return awsOutput(reader, values.slice(service), input, frame);
  const text = textOutput(reader, program, args, input, frame);
  if (text !== null) return text;
  if (!isIdle(program)) findings.isBusy = true;
  if (reader.files.has(fileName(values[0] ?? nothing))) return executeFile(reader, values[0] ?? nothing, frame);
  if (program === "kubectl" || program === "oc") return makeSecret(reader, args, frame);
  return hiddenCommand(reader, command, frame);
}

const assigning = new Set(["export", "declare", "typeset", "local", "readonly", "set", "setx", "env"]);

/** How many words of a command only say how to run the rest. */
function wrapperLength(program: string, values: readonly Flow[]): number {
  const own = wrappers[program];
  if (own === undefined) return 0;
  let index = 1;
  for (; index < values.length; index += 1) {
    const shape = values[index]?.shape ?? "";
    if (own.valued?.includes(shape)) index += 1;
    else if (!shape.startsWith("-") && !(program === "env" && /^\w+=/.test(shape))) break;
  }
  const length = index + (own.operands ?? 0);
  return length < values.length ? length : 0;
}

interface Wrapper {
  /** Options with a value. */
  readonly valued?: readonly string[];
  /** Operands before the command. */
  readonly operands?: number;
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: ["-u", "-g", "-h", "-p", "-C", "--user", "--group"] },
  doas: { valued: ["-u"] },
  env: { valued: ["-u", "-C", "--unset", "--chdir"] },
  time: {},
  timeout: { valued: ["-s", "-k", "--signal", "--kill-after"], operands: 1 },
  nohup: {},
  nice: { valued: ["-n"] },
  ionice: { valued: ["-c", "-n"] },
  command: {},
  builtin: {},
  exec: {},
  winpty: {},
  stdbuf: { valued: ["-o", "-i", "-e"] },
  retry: { valued: ["-t", "-d", "-n", "--times", "--delay"] },
  chronic: {},
  unbuffer: {},
  call: {},
  xargs: { valued: ["-n", "-I", "-P", "-L", "-d", "-a"] },
  "su-exec": { operands: 1 },
  gosu: { operands: 1 },
};

function withoutWords(reader: ScriptReader, { words, values, input }: Command, skip: number, frame: Frame): Command {
  if (values[0]?.shape === "env") assignWords(reader, { words: words.slice(0, skip), values, input }, frame);
  return { words: words.slice(skip), values: values.slice(skip), input };
}

/** A known command behind a program that isn't known, such as `aws-vault exec ci -- aws ecr …`. */
function hiddenCommand(reader: ScriptReader, { words, values, input }: Command, frame: Frame): Flow {
  const index = values.findIndex((value, at) => at > 0 && isKnown(programOf(value), values[at + 1]));
  if (index < 0) return { ...nothing, carries: joinFlows([...values, input ?? nothing]).carries };
  return runCommand(reader, { words: words.slice(index), values: values.slice(index), input }, frame);
}

function isKnown(program: string, next: Flow | undefined): boolean {
  if (next === undefined) return false;
  if (program === "aws" || program === "awscli") return true;
  if (shells.has(program)) return /^-\w*c$/.test(next.shape);
  return containerTools.has(program) && next.shape !== "";
}

/** A secret in a cluster that holds ECR's password: a login of others, with the job's credentials. */
function makeSecret(reader: ScriptReader, args: readonly Flow[], { here }: Frame): Flow {
  const carries = joinFlows(args).carries;
  if (carries?.what === "password" && args.some(({ shape }) => shape === "secret")) {
    const registry = ecrHostIn(args.map(({ shape }) => shape).join(" "));
    reader.findings.add({ kind: "other", registry, confidence: "certain" }, here, [carries.origin]);
  }
  return nothing;
}
