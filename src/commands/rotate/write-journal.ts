import { formatJournal, type RotationJournal } from "../../core/rotation/index.ts";
import type { Looker } from "./look.ts";

/** Writes the journal, before a step that the account alone wouldn't tell of, and after each that is done. */
export async function write({ world }: Pick<Looker, "world">, journal: RotationJournal): Promise<void> {
  // What went to standard output isn't read again.
  const targets = world.targets.map(({ name }) => name).filter((name) => name !== "stdout");
  await world.journal.write(formatJournal({ ...journal, targets: [...new Set([...journal.targets, ...targets])] }));
}
