#!/usr/bin/env node
import { cli } from "./cli/cli.ts";
import { systemIo } from "./cli/context.ts";
import { GitlabEcrError } from "./core/errors/index.ts";
import { version } from "./version.ts";

// A diagnostic report, which NODE_OPTIONS may ask for, would hold the job's token and keys.
process.report.excludeEnv = true;

const controller = new AbortController();
let takeSignal: ((signal: NodeJS.Signals) => void) | null = null;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (takeSignal !== null) return takeSignal(signal);
    // A second Ctrl-C doesn't wait for the clean-up.
    if (controller.signal.aborted) process.exit(signal === "SIGINT" ? 130 : 143);
    controller.abort(new GitlabEcrError("interrupted", { signal }));
  });
}

// A reader that goes away early, such as `head`, is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    // What was to be printed is lost: nothing may look like a success.
    if (stream === process.stdout)
      process.stderr.write(`gitlab-ecr: standard output can't be written (${error.code}).\n`);
    process.exit(2);
  });
}

const sink = (stream: NodeJS.WriteStream) => ({
  write: (text: string) => void stream.write(text),
  terminal: stream.isTTY === true,
  colour: stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
  // A terminal that nobody gave a size to says 0.
  columns: stream.isTTY ? stream.columns || undefined : undefined,
  ascii: stream.isTTY && showsAsciiAlone(process.env),
});

/** Linux's own console, and a terminal whose locale names another character set than UTF-8. Source: setlocale(3), console(4). */
function showsAsciiAlone({ LC_ALL, LC_CTYPE, LANG, TERM }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || "UTF-8";
  return TERM === "linux" || !/utf-?8/i.test(locale);
}

/** Hands signals to a child that took our place. What Ctrl-C or Ctrl-\\ sends, the terminal gives to the child itself. */
function takeSignals(listener: (signal: NodeJS.Signals) => void): () => void {
  takeSignal = (signal) => {
    if (process.stdin.isTTY && (signal === "SIGINT" || signal === "SIGQUIT")) return;
    listener(signal);
  };
  const others = ["SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;
  const pass = (signal: NodeJS.Signals) => takeSignal?.(signal);
  for (const signal of others) process.on(signal, pass);
  return () => {
    takeSignal = null;
    for (const signal of others) process.off(signal, pass);
  };
}

async function readStdin(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
  return text;
}

/** Asks on standard error; an end of the input is an empty answer. */
function ask(question: string, signal: AbortSignal): Promise<string> {
  const { stdin } = process;
  return new Promise<string>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    stdin
      .setEncoding("utf8")
      .once("data", resolve)
      .once("end", () => resolve(""))
      .resume();
    process.stderr.write(question);
  }).finally(() => stdin.pause());
}

async function main(): Promise<never> {
  const status = await cli(process.argv.slice(2), {
    environment: process.env,
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    readStdin,
    ...(process.stdin.isTTY && process.stderr.isTTY
      ? { ask, terminal: { input: process.stdin, output: process.stderr } }
      : {}),
    interrupt: controller.signal,
    takeSignals,
    ...systemIo,
    version,
  });
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
  process.exit(status);
}

void main();
