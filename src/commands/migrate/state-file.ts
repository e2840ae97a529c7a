import {
  beginMigration,
  formatMigrationState,
  type MigrationState,
  parseMigrationState,
} from "../../core/migration/index.ts";

/** Where a migration remembers how far it is, from the repository's root. It is committed with the pipeline. */
const stateFileName = ".gitlab-ecr-migration.json";

interface Reader {
  readText(path: string): Promise<string | null>;
}

interface Writer {
  writeText(path: string, text: string): Promise<void>;
}

/** The state of a repository's migration; that of one which hasn't begun where there is no file. Throws `input-invalid`. */
export async function readState(world: Reader): Promise<MigrationState> {
  const text = await world.readText(stateFileName);
  return text === null ? beginMigration() : parseMigrationState(text, stateFileName);
}

/** Writes the state. */
export function writeState(world: Writer, state: MigrationState): Promise<void> {
  return world.writeText(stateFileName, formatMigrationState(state));
}
