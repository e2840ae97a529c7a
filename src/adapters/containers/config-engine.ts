import type { Secret } from "../../core/secret/index.ts";
import type { FileLock } from "../system/index.ts";
import { configFileOf, writeConfigFile } from "./config-file.ts";
import { storeWithHelper } from "./credential-helper.ts";
import { type DockerConfig, helperFor, parseDockerConfig, withLogin } from "./docker-config.ts";

/** What the config engine works on. */
export interface ConfigEngineOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly folder: string;
  /** The configuration as it is; `undefined` where there is none. */
  readonly config: DockerConfig | undefined;
  readonly lock: FileLock;
}

/**
 * Stores logins without docker, where docker would look for them: in `auths`, or, for a host with a credential helper,
 * in that helper. What goes into the file is written once, for all hosts.
 *
 * `onStored` hears of each host that is stored. Throws `engine-failed` (of a helper), `config-unwritable`, or the
 * signal's reason.
 */
export async function storeInConfig(
  logins: readonly { readonly host: string; readonly username: string; readonly password: Secret }[],
  { environment, signal, folder, config, lock }: ConfigEngineOptions,
  onStored: (host: string) => void,
): Promise<void> {
  const before = config ?? parseDockerConfig("", configFileOf(folder));
  let after = before;
  const edited: string[] = [];
  try {
    for (const { host, username, password } of logins) {
      signal.throwIfAborted();
      const helper = helperFor(before, host);
      if (helper === undefined) {
        after = withLogin(after, host, `${username}:${password.reveal()}`);
        edited.push(host);
      } else {
        const helperOptions = { environment, signal, configFile: configFileOf(folder) };
        await storeWithHelper(helper, { host, username, password }, helperOptions);
        after = withLogin(after, host, undefined);
        onStored(host);
      }
    }
  } finally {
    // Also after a failure: what the hosts before it came to must be in the file, too.
    await writeConfigFile(folder, config, after, lock);
    edited.forEach(onStored);
  }
}
