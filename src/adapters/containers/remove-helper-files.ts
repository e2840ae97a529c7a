import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type FileLock, unwritable } from "../system/index.ts";
import { writeBeside } from "./config-file.ts";
import type { ConfigPlace } from "./config-place.ts";
import { settingsWithout } from "./helper-engine.ts";
import { readOwnFile, settingsFileName } from "./helper-settings.ts";
import { forgetJob } from "./password-cache.ts";

/** Whose files, and what removing them needs, under the folder's lock. */
interface RemoveHelperOptions {
  readonly place: ConfigPlace;
  readonly jobId: string;
  readonly lock: FileLock;
  readonly signal: AbortSignal;
}

/** Removes what a job left for our credential helper, and what that kept for the job. Throws `config-unwritable`. */
export async function removeHelperFiles({ place, jobId, lock, signal }: RemoveHelperOptions): Promise<void> {
  const file = join(place.folder, settingsFileName);
  const text = settingsWithout(readOwnFile(file), jobId);
  await lock.check();
  if (text !== undefined) await writeBeside(place, file, text, lock);
  else {
    await rm(file, { force: true }).catch((error: unknown) => {
      throw unwritable(file, error);
    });
  }
  await forgetJob(place.folder, jobId, signal);
}
