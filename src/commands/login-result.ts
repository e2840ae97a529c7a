import type { Warning } from "../core/errors/index.ts";
import type { AuthMethod } from "../core/identity/index.ts";
import type { EngineName } from "./login-store.ts";
import type { FellBack } from "./obtain-credentials.ts";

/** What a login came to; `--json` prints it as it is. Times are ISO 8601 in UTC. */
export interface LoginResult {
  readonly ok: true;
  readonly auth: AuthMethod;
  /** Why it was this method. */
  readonly because: string;
  /** What it fell back from, and on which error; null where it didn't. */
  readonly fellBack: FellBack | null;
  /** Twelve digits. */
  readonly account: string;
  /** ARN of the identity that logged in. */
  readonly identity: string;
  /** When the AWS credentials end, or, where they don't, the first of the registries' passwords. */
  readonly expiresAt: string;
  readonly registries: readonly { readonly host: string; readonly region: string; readonly expiresAt: string }[];
  readonly engine: EngineName;
  readonly warnings: readonly Warning[];
}
