import type { ChildProcess } from "node:child_process";
import type { Secret } from "../../core/secret/index.ts";

/** How a child process is run. */
export interface CommandOptions {
  /** The child's whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the child: SIGTERM, then SIGKILL. The call then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** What is written to the child's standard input, which is empty without it. */
  readonly stdin?: Secret;
  /** Milliseconds between SIGTERM and SIGKILL; default 400. */
  readonly killAfter?: number;
}

/** How a child process ended, and what it wrote, unfiltered: it may repeat what it was given. */
export interface CommandResult {
  /** Exit status; `undefined` when it didn't start or a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** True when there is no such program. */
  readonly notFound: boolean;
  /** Why it has no exit status, in a few words; never holds the command or its input. */
  readonly failure: string | undefined;
}

/**
 * Runs a program to its end. A failing program isn't an error here: look at `exitCode`. What it leaves running in the
 * background may hold its output open, and isn't waited for.
 *
 * Rejects with the signal's reason only. The library's own errors don't leave: they hold the command and its output.
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  options.signal.throwIfAborted();
  // Loaded here, not at the top: most runs start no child, and it takes longer to load than all else.
  const { execa } = await import("execa");
  const environment = Object.entries(options.environment).filter(([, value]) => value !== undefined);
  const child = execa(file, args, {
    cancelSignal: options.signal,
    env: Object.fromEntries(environment) as Record<string, string>,
    extendEnv: false,
    forceKillAfterDelay: options.killAfter ?? 400,
    input: options.stdin?.reveal() ?? "",
    killDescendants: true,
    maxBuffer: 1_000_000,
    reject: false,
    verbose: "none",
  });
  const stopReading = closeAfterExit(child.nodeChildProcess);
  const result = await child.catch(() => undefined);
  stopReading();
  // What ignored SIGTERM in the background has no use any more.
  if (options.signal.aborted) child.kill("SIGKILL");
  options.signal.throwIfAborted();
  if (result === undefined) {
    return { exitCode: undefined, stdout: "", stderr: "", notFound: false, failure: "it can't be started" };
  }
  return {
    exitCode: result.exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    notFound: result.code === "ENOENT",
    failure: failureOf(result),
  };
}

/** Milliseconds that are left, once a program has ended, for what it wrote to arrive. */
const drainTime = 200;

/** Closes a program's output soon after its end, whoever else holds it. What this returns calls that off. */
function closeAfterExit(child: Pick<ChildProcess, "once" | "stdout" | "stderr">): () => void {
  let timer: NodeJS.Timeout | undefined;
  const close = () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  child.once("exit", () => {
    // Not in the timer itself: what arrived while this process stood still is read first.
    timer = setTimeout(() => setImmediate(close), drainTime);
  });
  return () => clearTimeout(timer);
}

interface Ending {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly isMaxBuffer: boolean;
}

function failureOf(result: Ending): string | undefined {
  if (result.isMaxBuffer) return "it wrote more than a million characters";
  if (result.exitCode !== undefined) return undefined;
  if (result.signal !== undefined) return `it was ended by ${result.signal}`;
  return `it can't be started (${result.code ?? "unknown failure"})`;
}
