import { recordChange, withChange } from "../../core/migration/index.ts";
import type { Run } from "../run.ts";
import type { ApplyWorld } from "./apply-migration.ts";
import { readState, writeState } from "./state-file.ts";

/** The same world; what is written into a file is noted in the migration's state before, so that it can be undone. */
export function rememberingWorld(world: ApplyWorld, run: Pick<Run, "now">): ApplyWorld {
  return {
    ...world,
    async writeText(path, text) {
      const before = (await world.readText(path)) ?? "";
      const state = await readState(world);
      await writeState(world, withChange(state, recordChange(path, before, text), run.now()));
      await world.writeText(path, text);
    },
  };
}
