import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { onTestFinished } from "vitest";

/** Keys that questions are answered with. */
export const keys = { enter: "\r", down: "\u001b[B", controlC: "\u0003", clear: "\u0015" } as const;

/** A program on a pseudo-terminal. */
export interface TerminalProgram {
  /** Waits until this text has come after what was waited for before. Rejects where the program ends without it. */
  see(text: string): Promise<void>;
  /** Types keys, as if somebody did. */
  type(...typed: readonly string[]): void;
  /** Waits for its end, and gives the exit status. */
  end(): Promise<number | null>;
  /** All that came on the terminal, without control sequences. */
  shown(): string;
}

/** Runs a program on a pseudo-terminal of its own, 50 lines high: util-linux's `script` opens it. */
export function onTerminal(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  columns = 200,
): TerminalProgram {
  const command = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  // A pseudo-terminal that nobody looks at has no size.
  const child: ChildProcessWithoutNullStreams = spawn(
    "script",
    ["-qefc", `stty cols ${columns} rows 50; ${command}`, "/dev/null"],
    {
      env: { TERM: "xterm", NO_COLOR: "1", SHELL: "/bin/sh", ...environment },
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "close") as Promise<[number | null]>;
  let output = "";
  let seen = 0;
  let onData: () => void = () => undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    onData();
  });
  const shown = () => stripVTControlCharacters(output);
  return {
    shown,
    type: (...typed) => void child.stdin.write(typed.join("")),
    async end() {
      const [status] = await ended;
      return status;
    },
    async see(text) {
      const arrived = new Promise<void>((resolve) => {
        onData = () => {
          const at = shown().indexOf(text, seen);
          if (at < 0) return;
          seen = at + text.length;
          onData = () => undefined;
          resolve();
        };
        onData();
      });
      const gone = ended.then(() => {
        throw new Error(`the program ended without ${JSON.stringify(text)}:\n${shown()}`);
      });
      await Promise.race([arrived, gone]);
    },
  };
}
