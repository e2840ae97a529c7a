import { GitlabEcrError, type Warning } from "../core/errors/index.ts";
import { createRedactor, credentialVariables, type Redactor } from "../core/secret/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { commands } from "./commands.ts";
import { createDeadline } from "./deadline.ts";
import { helpOfCommand } from "./help-of-command.ts";
import { groupText, helpText } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { didYouMean } from "./nearest.ts";
import { createOptionReader, type OptionReader } from "./option-reader.ts";
import { commonOptions } from "./option-spec.ts";
import { createOutput, type Output } from "./output.ts";
import { parseTime } from "./parse-time.ts";

/** Runs one command line, without the program's name, and gives the exit status. It never throws. */
export async function cli(argv: readonly string[], io: CliIo): Promise<number> {
  const redactor = createRedactor();
  for (const value of credentialVariables(io.environment)) redactor.add(value);
  // Until the options are read, only this tells how an error shall be printed.
  const early = createOutput(io, { json: argv.includes("--json"), quiet: false, verbose: false }, redactor);

  const [name, ...rest] = argv;
  if (name === undefined) {
    io.stderr.write(helpText(io.stderr.columns));
    return 2;
  }
  if (name === "--version" || name === "-V") return print(io, `${io.version}\n`);
  if (name === "--help" || name === "-h") return print(io, helpText(io.stdout.columns));
  if (name === "help" && rest[0] === undefined) return print(io, helpText(io.stdout.columns));

  const [word, next] = name === "help" ? [rest[0], "--help"] : [name, rest[0]];
  const group = rest.length > 1 ? null : groupText(word ?? "", (next === undefined ? io.stderr : io.stdout).columns);
  if (group !== null && (next === "--help" || next === "-h")) return print(io, group);
  if (group !== null && next === undefined) {
    io.stderr.write(group);
    return 2;
  }

  try {
    const { entry, args } = findCommand(name === "help" ? rest : argv);
    return await runCommand(await entry.load(), name === "help" ? ["--help"] : args, io, redactor);
  } catch (error) {
    return fail(error, early);
  }
}

function print({ stdout }: CliIo, text: string): number {
  stdout.write(text);
  return 0;
}

/** The command that the first word names, or the first two, and what follows them. */
function findCommand([name = "", ...rest]: readonly string[]) {
  const named = (wanted: string) => commands.find((command) => command.name === wanted);
  const longer = named(`${name} ${rest[0]}`);
  if (longer !== undefined) return { entry: longer, args: rest.slice(1) };
  const entry = named(name);
  if (entry !== undefined) return { entry, args: rest };
  const isGroup = groupText(name) !== null;
  const wrong = isGroup ? `${name} ${rest[0]}` : name;
  const reason = `There is no command ${JSON.stringify(wrong)}${didYouMean(
    wrong,
    commands.map((command) => command.name),
  )}.`;
  const help = isGroup ? `gitlab-ecr ${name} --help` : "gitlab-ecr --help";
  throw new GitlabEcrError("input-invalid", { reason }, { remedy: [`Run ${help}: it lists the commands.`] });
}

async function runCommand(
  command: CliCommand,
  args: readonly string[],
  io: CliIo,
  redactor: Redactor,
): Promise<number> {
  const { parseArguments } = await import("./parse-arguments.ts");
  const parsed = parseArguments(command, args);
  if (parsed.kind === "version") return print(io, `${io.version}\n`);
  if (parsed.kind === "help") return print(io, helpOfCommand(command, io.stdout.columns));

  const options = createOptionReader(command.name, parsed.flags, io.environment);
  const [json, quiet, verbose, timeout] = commonOptions;
  const mode = { json: options.isOn(json), quiet: options.isOn(quiet), verbose: options.isOn(verbose) };
  const output = createOutput(io, mode, redactor);
  try {
    const seconds = readTimeout(options, timeout, command.name);
    return await runWithin(seconds, command, { positionals: parsed.positionals, options, io, output }, redactor);
  } catch (error) {
    return fail(ofCommand(error, command.name), output);
  }
}

/** Places that all commands share say login of themselves: the one that runs is named instead. */
function ofCommand(error: unknown, command: string): unknown {
  if (!(error instanceof GitlabEcrError) || error.code !== "input-invalid" || error.context.command !== "login") {
    return error;
  }
  const remedy = error.remedy.map((sentence) =>
    sentence.replace("gitlab-ecr login --help", `gitlab-ecr ${command} --help`),
  );
  return new GitlabEcrError("input-invalid", { ...error.context, command }, { cause: error.cause, remedy });
}

function readTimeout(options: OptionReader, spec: (typeof commonOptions)[3], command: string): number {
  const found = options.find(spec);
  return found === null ? 60 : parseTime(found.value, { option: found.source, least: 1, most: 86_400, command });
}

async function runWithin(
  seconds: number,
  command: CliCommand,
  invocation: Omit<Invocation, "run">,
  redactor: Redactor,
): Promise<number> {
  const { io, output } = invocation;
  const current = new Set<string>();
  const deadline = createDeadline(seconds, io.interrupt, () => [...current].join(", ") || "the start");
  const step = async <T>(name: string, work: () => Promise<T>) => {
    current.add(name);
    const start = performance.now();
    const took = () => `${Math.round(performance.now() - start)} ms`;
    try {
      const value = await work();
      output.progress(`done: ${name} (${took()})`);
      return value;
    } catch (error) {
      output.progress(`failed: ${name} (${took()})`);
      throw error;
    } finally {
      current.delete(name);
    }
  };
  try {
    const run = {
      signal: deadline.signal,
      now: io.now,
      step,
      halfOfTheRest: () => deadline.half(),
      pause: deadline.pause,
      guard: redactor.add,
      warn: (warnings: readonly Warning[]) => warnings.forEach(output.warning),
    };
    return await deadline.enforce(command.run({ ...invocation, run }));
  } finally {
    deadline.clear();
  }
}

function fail(error: unknown, output: Output): number {
  if (error instanceof GitlabEcrError) {
    output.error(error);
    return error.exitCode;
  }
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const bug = new GitlabEcrError("internal", { reason: said }, { cause: error });
  output.error(bug);
  return bug.exitCode;
}
