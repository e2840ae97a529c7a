import { join } from "node:path";
import { parseDocument } from "yaml";
import { Secret } from "../../../core/secret/index.ts";
import type { GitlabToken } from "./connection.ts";

/** Where tokens are looked for. */
export interface TokenPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** Reads a file; null where there is none, or it can't be read. */
  readText(path: string): Promise<string | null>;
}

/**
 * A token for a host of GitLab's: GITLAB_TOKEN, else the one that glab has stored for this very host. CI_JOB_TOKEN
 * isn't one: GitLab takes it for none of what is asked here.
 */
export async function findToken(
  host: string,
  places: TokenPlaces,
): Promise<{ readonly token: GitlabToken | null; readonly looked: readonly string[] }> {
  const fromVariable = places.environment.GITLAB_TOKEN?.trim();
  if (fromVariable) {
    return { token: { secret: new Secret(fromVariable), kind: "private", source: "GITLAB_TOKEN" }, looked: [] };
  }
  const paths = configPaths(places);
  for (const path of paths) {
    const text = await places.readText(path);
    const token = text === null ? null : tokenOfGlab(text, host, path);
    if (token !== null) return { token, looked: [] };
  }
  return { token: null, looked: ["GITLAB_TOKEN", ...paths] };
}

/** glab's configuration file. Source: GitLab CLI, README, "Configuration". */
function configPaths({ environment, homeDir }: TokenPlaces): readonly string[] {
  const { GLAB_CONFIG_DIR, XDG_CONFIG_HOME } = environment;
  if (GLAB_CONFIG_DIR) return [join(GLAB_CONFIG_DIR, "config.yml")];
  const folders = [XDG_CONFIG_HOME || join(homeDir, ".config"), join(homeDir, "Library", "Application Support")];
  return folders.map((folder) => join(folder, "glab-cli", "config.yml"));
}

function tokenOfGlab(text: string, host: string, source: string): GitlabToken | null {
  // glab writes `token: !!null glpat-…`; where every scalar is text, the tag changes nothing.
  const document = parseDocument(text, { schema: "failsafe", logLevel: "silent" });
  if (document.errors.length > 0) return null;
  const hosts: unknown = (document.toJS() as { hosts?: unknown } | null)?.hosts;
  if (typeof hosts !== "object" || hosts === null || !Object.hasOwn(hosts, host)) return null;
  const entry = (hosts as Record<string, unknown>)[host];
  const { token, is_oauth2: oauth } = (typeof entry === "object" && entry !== null ? entry : {}) as Record<
    string,
    unknown
  >;
  if (typeof token !== "string" || token.trim() === "") return null;
  return { secret: new Secret(token.trim()), kind: oauth === "true" ? "bearer" : "private", source };
}
