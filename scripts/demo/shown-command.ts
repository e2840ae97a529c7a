import { createInterface } from "node:readline";
import { execa } from "execa";
import type { Stage } from "./stage.ts";

/** A command that is run in front of the audience. */
export interface ShownCommand {
  /** How it is shown; default: as it is. */
  readonly shown?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** What a command came to. */
export interface Outcome {
  readonly exitCode: number | undefined;
  readonly output: string;
}

/** Runs a command; shows it and every line that it prints. Throws the signal's reason when it aborts. */
export async function runShown(
  stage: Stage,
  [file, ...args]: readonly [string, ...string[]],
  { shown, environment, folder, signal }: ShownCommand,
): Promise<Outcome> {
  signal.throwIfAborted();
  stage.command(shown ?? [file, ...args].join(" "));
  const child = execa(file, args, {
    cwd: folder,
    env: environment,
    extendEnv: false,
    reject: false,
    all: true,
    stdin: "ignore",
    cancelSignal: signal,
  });
  createInterface({ input: child.all }).on("line", (line) => {
    if (isTelling(line)) stage.output(line);
  });
  const { exitCode, all } = await child;
  signal.throwIfAborted();
  return { exitCode, output: all };
}

/** What isn't part of the story: the endpoints, told before, and docker's small talk. */
const noise = [
  /^custom endpoint for /,
  /^DEPRECATED: The legacy builder|^ +BuildKit is currently disabled|^ +environment-variable\.$/,
  /^ +Install the buildx component|^ +https:\/\/docs\.docker\.com\/go\/buildx/,
  /^Untagged: \S+@sha256:|^Deleted: sha256:/,
];

/** Whether a line that a command printed belongs into the story. */
export function isTelling(line: string): boolean {
  return !noise.some((pattern) => pattern.test(line));
}
