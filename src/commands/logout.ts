import type { Warning } from "../core/errors/index.ts";
import type { LoginStore, LogoutOutcome } from "./login-store.ts";
import type { Run } from "./run.ts";

/** What a logout came to; `--json` prints it as it is. */
export interface LogoutResult {
  readonly ok: true;
  /** What became of each login that this job had stored. */
  readonly registries: readonly LogoutOutcome[];
  /** Whether the job's own folder, which login had made, was removed whole. */
  readonly folderRemoved: boolean;
  readonly warnings: readonly Warning[];
}

/** Removes what this job's login stored, and nothing else. */
export async function logout(store: LoginStore, run: Run): Promise<LogoutResult> {
  const { logins, folderRemoved, warnings } = await run.step("remove the logins", () => store.remove(run.signal));
  return { ok: true, registries: logins, folderRemoved, warnings };
}
