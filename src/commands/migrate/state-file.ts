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

/** Whether two texts of a file say the same; of the state's file, whenever it was written. */
export function saysTheSame(path: string, one: string, other: string): boolean {
  if (path !== stateFileName || one === other) return one === other;
  const [mine, theirs] = [readWhole(one), readWhole(other)];
  if (mine === null || theirs === null) return false;
  const { changedAt } = theirs;
  return formatMigrationState({ ...mine, changedAt }) === formatMigrationState(theirs);
}

function readWhole(text: string): MigrationState | null {
  try {
    return parseMigrationState(text, stateFileName);
  } catch {
    return null; // Somebody else's text: it isn't the same.
  }
}
