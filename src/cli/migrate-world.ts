import { basename, dirname, join, normalize } from "node:path";
import { hasCode, readInputFile, writePublicFile } from "../adapters/system/index.ts";
import type { ApplyWorld } from "../commands/migrate/apply-migration.ts";
import type { Run } from "../commands/run.ts";
import { GitlabEcrError } from "../core/errors/index.ts";

/** The pipeline file where none is named. */
const usualFile = ".gitlab-ci.yml";

/** The pipeline's folder, which is taken for the repository's root, and the file in it. */
export function readPlace(positional: string | undefined): { readonly folder: string; readonly file: string } {
  const path = positional ?? usualFile;
  return { folder: dirname(path), file: basename(path) };
}

/** The files of a repository, by paths from its root; none outside of it. */
export function createMigrateWorld(folder: string, command: string, { signal }: Run): ApplyWorld {
  const placed = (path: string) => {
    const whole = join(folder, path);
    const outside = normalize(path).split(/[\\/]/)[0] === "..";
    if (outside) throw new GitlabEcrError("input-invalid", { reason: `${path} isn't in the repository.`, command });
    return whole;
  };
  return {
    readText: async (path) => {
      try {
        return await readInputFile(placed(path), command, signal);
      } catch (error) {
        if (error instanceof GitlabEcrError && hasCode(error.cause, "ENOENT")) return null;
        throw error;
      }
    },
    writeText: (path, text) => writePublicFile(placed(path), text, { command, signal }),
  };
}
