import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Findings } from "./check.ts";

/** How a tool is run. */
export interface ToolOptions {
  readonly cwd: string;
  /** What it reads on its standard input. */
  readonly input?: string;
}

/** Runs a tool that ends with 0 when all is well; what it printed is the problem when not. */
export async function runTool(command: string, args: readonly string[], options: ToolOptions): Promise<Findings> {
  const child = spawn(command, args, { cwd: options.cwd, env: environment(options.cwd) });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 1));
  });
  child.stdin.on("error", () => undefined).end(options.input ?? "");
  try {
    const [status, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { problems: status === 0 ? [] : [`${out}${err}`.trim() || `${command} ended with ${status}`] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { problems: [], skipped: `${command} isn't installed` };
  }
}

function environment(root: string): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${root}/node_modules/.bin:${process.env.PATH}` };
}
