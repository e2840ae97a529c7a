import { spawn } from "node:child_process";
import { constants } from "node:os";

/** How a program that had our standard streams ended. */
export type InheritedEnd =
  | { readonly kind: "ended"; readonly status: number }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-executable"; readonly reason: string };

/**
 * Runs a program with our own standard streams to its end. Its status is the program's, or, as a shell has it, 128 and
 * the number of the signal that ended it. `onStart` is given the way to send it signals, before it runs: a signal that
 * came between would end us, and leave it behind.
 */
export function runInherited(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  onStart: (send: (signal: NodeJS.Signals) => void) => void,
): Promise<InheritedEnd> {
  return new Promise((resolve) => {
    onStart((signal) => void child.kill(signal));
    const child = spawn(file, args, { env: environment, stdio: "inherit" });
    child.once("error", (error: NodeJS.ErrnoException) => {
      const code = error.code ?? "unknown failure";
      resolve(code === "ENOENT" ? { kind: "not-found" } : { kind: "not-executable", reason: reasons[code] ?? code });
    });
    child.once("exit", (status, signal) => {
      resolve({ kind: "ended", status: status ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "it isn't executable, or it is a folder",
  ENOEXEC: "it isn't a program for this machine",
  E2BIG: "its arguments and environment are too long",
};
