#!/usr/bin/env node
import { homedir } from "node:os";
import { cli } from "./cli/cli.ts";
import { systemIo } from "./cli/context.ts";
import { GitlabEcrError } from "./core/errors/index.ts";
import { version } from "./version.ts";

const controller = new AbortController();

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // A second Ctrl-C doesn't wait for the clean-up.
    if (controller.signal.aborted) process.exit(signal === "SIGINT" ? 130 : 143);
    controller.abort(new GitlabEcrError("interrupted", { signal }));
  });
}

// A reader that goes away early, such as `head`, is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const sink = (stream: NodeJS.WriteStream) => ({
  write: (text: string) => void stream.write(text),
  colour: stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
});

async function readStdin(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
  return text;
}

async function main(): Promise<never> {
  const status = await cli(process.argv.slice(2), {
    environment: process.env,
    homeDir: homedir(),
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    readStdin,
    interrupt: controller.signal,
    ...systemIo,
    version,
  });
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))));
  process.exit(status);
}

void main();
