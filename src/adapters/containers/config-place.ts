import { platform, userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The file in which an engine keeps logins, and what lies beside it. All paths are absolute. */
export interface ConfigPlace {
  readonly folder: string;
  /** `config.json`, or another file of that form. */
  readonly configFile: string;
  /** Where login notes for logout what it stored. */
  readonly stateFile: string;
  /** Whether who reads the file heeds its `credsStore`: docker does, podman and its like don't. */
  readonly heedsCredsStore: boolean;
  /** Whether the folder is one for logins; another one keeps its mode. */
  readonly isForLogins: boolean;
}

/** What decides where an engine keeps logins. */
export interface PlaceOptions {
  /** `--config-dir` or DOCKER_CONFIG, or empty. */
  readonly configDir: string;
  readonly homeDir: string;
  readonly environment: Environment;
}

/** Name of the file, beside `config.json`, in which login notes for logout what it stored. */
export const stateFileName = "gitlab-ecr.state.json";

/** Where docker and its like keep logins: `config.json` in the given folder, else in the home's `.docker`. */
export function dockerPlace({ configDir, homeDir }: Omit<PlaceOptions, "environment">): ConfigPlace {
  const folder = configDir === "" ? resolve(homeDir, ".docker") : resolve(configDir);
  return { ...placeOf(join(folder, "config.json")), heedsCredsStore: true, isForLogins: true };
}

/**
 * Where podman, buildah and skopeo keep logins, so that what runs next finds them: REGISTRY_AUTH_FILE, else
 * `config.json` in DOCKER_CONFIG, which they then read alone, else `auth.json` in the user's runtime folder. Users
 * without such a folder get the next file that all three look into. Sources: containers-auth.json(5), podman-login(1),
 * and GetDefaultAuthFile in containers/common, pkg/auth/auth.go.
 */
export function authFilePlace(
  { configDir, homeDir, environment }: PlaceOptions,
  isRoot: boolean = isLinuxRoot(),
): ConfigPlace {
  const { REGISTRY_AUTH_FILE: named = "", XDG_RUNTIME_DIR: runtime = "", XDG_CONFIG_HOME: config = "" } = environment;
  if (named !== "") return { ...placeOf(resolve(named)), heedsCredsStore: false, isForLogins: false };
  if (configDir !== "") return { ...dockerPlace({ configDir, homeDir }), heedsCredsStore: false };
  if (runtime !== "") return { ...placeOf(resolve(runtime, inRuntime)), heedsCredsStore: false, isForLogins: true };
  if (isRoot) return { ...placeOf("/run/containers/0/auth.json"), heedsCredsStore: false, isForLogins: true };
  const own = resolve(config || join(homeDir, ".config"), inRuntime);
  return { ...placeOf(own), heedsCredsStore: false, isForLogins: false };
}

const inRuntime = "containers/auth.json";

function placeOf(configFile: string) {
  const folder = dirname(configFile);
  const name = basename(configFile);
  const stateFile = join(folder, name === "config.json" ? stateFileName : `gitlab-ecr.${name}.state.json`);
  return { folder, configFile, stateFile };
}

function isLinuxRoot(): boolean {
  try {
    return platform() === "linux" && userInfo().uid === 0;
  } catch {
    return false; // A user whom the system doesn't list isn't root.
  }
}
