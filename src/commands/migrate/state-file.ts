import {
  beginMigration,
  formatMigrationState,
  type MigrationState,
  parseMigrationState,
} from "../../core/migration/index.ts";
import type { ApplyWorld } from "./apply-migration.ts";

/** Where a migration remembers how far it is, from the repository's root. It is committed with the pipeline. */
const stateFileName = ".gitlab-ecr-migration.json";

/** The state of a repository's migration; that of one which hasn't begun where there is no file. Throws `input-invalid`. */
export async function readState(world: Pick<ApplyWorld, "readText">): Promise<MigrationState> {
  const text = await world.readText(stateFileName);
  return text === null ? beginMigration() : parseMigrationState(text, stateFileName);
}

/** Writes the state. */
export function writeState(world: Pick<ApplyWorld, "writeText">, state: MigrationState): Promise<void> {
  return world.writeText(stateFileName, formatMigrationState(state));
}
