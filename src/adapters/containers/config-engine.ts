import type { Secret } from "../../core/secret/index.ts";
import type { FileLock } from "../system/index.ts";
import { writeConfigFile } from "./config-file.ts";
import type { ConfigPlace } from "./config-place.ts";
import { storeWithHelper } from "./credential-helper.ts";
import { type DockerConfig, helperFor, parseDockerConfig, withLogin } from "./docker-config.ts";

/** What the config engine works on. */
export interface ConfigEngineOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly place: ConfigPlace;
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
  { environment, signal, place, config, lock }: ConfigEngineOptions,
  onStored: (host: string) => void,
): Promise<void> {
  const { configFile } = place;
  const before = config ?? parseDockerConfig("", configFile);
  let after = before;
  const edited: string[] = [];
  try {
    for (const { host, username, password } of logins) {
      signal.throwIfAborted();
      const helper = helperFor(before, host, place);
      if (helper === undefined) {
        after = withLogin(after, host, `${username}:${password.reveal()}`);
        edited.push(host);
      } else {
        await storeWithHelper(helper, { host, username, password }, { environment, signal, configFile });
        after = withLogin(after, host, undefined);
        onStored(host);
      }
    }
  } finally {
    // Also after a failure: what the hosts before it came to must be in the file, too.
    await writeConfigFile(place, config, after, lock);
    edited.forEach(onStored);
  }
}
