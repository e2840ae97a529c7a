import type { Warning } from "../core/errors/index.ts";
import type { Secret } from "../core/secret/index.ts";

/** What stores logins: a tool's own login, `config.json` written directly, or our credential helper, asked on demand. */
export type EngineName = "docker" | "podman" | "buildah" | "skopeo" | "config" | "helper";

/** One login to keep: what `docker login -u AWS --password-stdin HOST` would be given. */
export interface RegistryLogin {
  /** Registry host, with its port where it has one, and without a scheme. */
  readonly host: string;
  readonly username: string;
  readonly password: Secret;
}

/** What `logout` did with one login that this job had stored. */
export interface LogoutOutcome {
  readonly host: string;
  /** `removed`, or why it was kept: somebody stored another one since, or another job claims the same one. */
  readonly outcome: "removed" | "kept-changed" | "kept-claimed" | "already-gone";
}

/** Where logins are kept: a container tool's own store, behind its command line or its configuration file. */
export interface LoginStore {
  /** The engine that stores: what `--engine auto` came to. */
  readonly engine: EngineName;
  /** The file that ends up with the logins, absolute: `config.json`, or podman's and its like's own. */
  readonly configFile: string;
  /**
   * Stores the logins, all under one lock, and records in the state file that this job did.
   *
   * Throws `engine-missing`, `engine-failed`, `config-unreadable`, `config-unwritable`, or the signal's reason.
   */
  store(logins: readonly RegistryLogin[], signal: AbortSignal): Promise<void>;
  /** Removes what this job stored, as long as it is still that, and the job's own folder where login made it. */
  remove(signal: AbortSignal): Promise<{
    readonly logins: readonly LogoutOutcome[];
    readonly folderRemoved: boolean;
    readonly warnings: readonly Warning[];
  }>;
}
