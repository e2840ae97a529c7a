import { type ChildProcessByStdio, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Readable } from "node:stream";

/** A program to run, with all of its environment. */
export interface Program {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** File that it reads as standard input; none where left out. */
  readonly input?: string;
  /** Called before each run, unmeasured: puts things back as the first run found them. */
  readonly before?: () => Promise<void>;
}

/** What one run of a program cost, its own children included: milliseconds. */
export interface Cost {
  /** User and system time. */
  readonly cpu: number;
  readonly wall: number;
}

/** Runs a program to its end. bash's `time` asks the kernel, to the millisecond. */
export async function costOf({ command, environment, input = "/dev/null", before }: Program): Promise<Cost> {
  await before?.();
  const script = 'TIMEFORMAT="%3U %3S %3R"; { time "$@" 2>&3; } 3>&2 2>&4';
  const stdin = openSync(input, "r");
  const child = spawn("bash", ["-c", script, "bash", ...command], {
    env: environment,
    stdio: [stdin, "ignore", "pipe", "ignore", "pipe"],
  }) as ChildProcessByStdio<null, null, Readable>;
  closeSync(stdin);
  const [said, times, status] = await Promise.all([
    textOf(child.stderr),
    textOf(child.stdio[4] as Readable),
    new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve)),
  ]);
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}: ${said}`);
  const [user = Number.NaN, system = Number.NaN, real = Number.NaN] = times.trim().split(" ").map(Number);
  return { cpu: (user + system) * 1000, wall: real * 1000 };
}

async function textOf(stream: Readable): Promise<string> {
  let text = "";
  for await (const part of stream) text += String(part);
  return text;
}

/**
 * What each program costs: the median CPU, and the shortest time, which others on the machine can only lengthen. They
 * take turns, so that whatever else the machine does, it does to all of them; each has one run more in the beginning,
 * which isn't counted.
 */
export async function typicalCosts<Name extends string>(
  programs: Readonly<Record<Name, Program>>,
  rounds: number,
): Promise<Record<Name, Cost>> {
  const names = Object.keys(programs) as Name[];
  const costs = new Map<Name, Cost[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const cost = await costOf(programs[name]);
      if (round > 0) costs.get(name)?.push(cost);
    }
  }
  const medians = names.map((name) => {
    const all = costs.get(name) ?? [];
    return [name, { cpu: median(all.map(({ cpu }) => cpu)), wall: Math.min(...all.map(({ wall }) => wall)) }];
  });
  return Object.fromEntries(medians) as Record<Name, Cost>;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
