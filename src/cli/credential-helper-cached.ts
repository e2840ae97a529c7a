import { findPassword, helperAnswer, helperSite, hostOfServer, isFresh } from "../adapters/containers/index.ts";
import type { Environment } from "./option-reader.ts";

/** What the credential helper answers from its cache; `undefined` where it has to log in, or to say why not. */
export function cachedAnswer(
  server: string,
  environment: Environment,
  homeDir: string,
  now: number = Date.now(),
): string | undefined {
  const host = hostOfServer(server);
  const found = findPassword(helperSite(host, environment, homeDir), host, now);
  return found !== undefined && isFresh(found, now) ? helperAnswer(server, found) : undefined;
}
