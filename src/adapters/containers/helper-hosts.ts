import { configFileOf, readConfigFile } from "./config-file.ts";
import { ownHelper } from "./helper-settings.ts";

/** The hosts for which a folder's configuration names our credential helper. Throws `config-unreadable`. */
export async function hostsOfHelper(folder: string): Promise<string[]> {
  const config = await readConfigFile(configFileOf(folder));
  const named = Object.entries(config?.credHelpers ?? {}).filter(([, helper]) => helper === ownHelper);
  return named.map(([host]) => host);
}
