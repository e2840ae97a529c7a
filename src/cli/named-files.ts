import { readInputFile, readTokenFile } from "../adapters/system/index.ts";
import type { Run } from "../commands/run.ts";
import type { Secret } from "../core/secret/index.ts";

/** The files that a user names, as commands read them: within the run's time, and tokens guarded as soon as they are read. */
export interface NamedFiles {
  readText(path: string): Promise<string>;
  readTokenFile(path: string): Promise<Secret | null>;
}

/** Reads files for a command, whose name stands in what is said where one can't be read. */
export function namedFiles(command: string, run: Run): NamedFiles {
  return {
    readText: (path) => readInputFile(path, command, run.signal),
    async readTokenFile(path) {
      const token = await readTokenFile(path, run.signal);
      if (token !== null) run.guard(token);
      return token;
    },
  };
}
