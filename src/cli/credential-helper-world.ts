import { findPassword, type HelperSite, isFresh, placeOfHost, withCache } from "../adapters/containers/index.ts";
import type { HelperPassword, HelperWorld } from "../commands/credential-helper.ts";
import type { LoginStore, RegistryLogin } from "../commands/login-store.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { parseRegistryHost } from "../core/registry/index.ts";
import { Secret } from "../core/secret/index.ts";
import type { Invocation } from "./command.ts";
import { performLogin } from "./context.ts";
import { createOptionReader } from "./option-reader.ts";

/** Variables that say what a login does with its result, and not who logs in: here the result is the answer. */
const ofOtherLogins = ["GITLAB_ECR_REGISTRIES", "GITLAB_ECR_ENGINE", "GITLAB_ECR_WRITE_ENV", "DOCKER_AUTH_CONFIG"];

/** The credential helper's world: the passwords kept beside the configuration, and a login for one host. */
export function helperWorld(site: HelperSite, { io, output, run }: Invocation): HelperWorld {
  const now = () => io.now().getTime();
  return {
    find(host) {
      const found = findPassword(site, host, now());
      if (found === undefined) return null;
      const { username, password, expiresAt } = found;
      const secret = new Secret(password);
      run.guard(secret);
      return { username, password: secret, expiresAt: new Date(expiresAt), fresh: isFresh(found, now()) };
    },

    alone: (work, signal) =>
      withCache(site, signal, (cache) =>
        work(async (host, { username, password, expiresAt }) => {
          if (cache === undefined) return output.progress("the password isn't kept: there is no place for it");
          const { identity, jobId } = site;
          const kept = { identity, jobId, place: placeOfHost(host), username, password: password.reveal() };
          try {
            await cache.keep({ ...kept, obtainedAt: now(), expiresAt: expiresAt.getTime() });
          } catch (error) {
            if (!(error instanceof GitlabEcrError)) throw error;
            output.progress(`the password isn't kept: ${error.message}`);
          }
        }),
      ),

    login: (host) => loginFor(host, site, { io, output, run }),
    onWarning: output.warning,
  };
}

/** Whether a host is a registry of ECR's, by its name. */
export function isEcrHost(host: string): boolean {
  return host === "public.ecr.aws" || parseRegistryHost(host) !== null;
}

/**
 * Logs in for one host. While a custom endpoint stands in for ECR, the registry that it names counts as well, whatever
 * it is called.
 */
async function loginFor(
  host: string,
  { environment }: HelperSite,
  { io, output, run }: Pick<Invocation, "io" | "output" | "run">,
): Promise<HelperPassword | null> {
  const isCustom = Boolean(environment.AWS_ENDPOINT_URL_ECR || environment.AWS_ENDPOINT_URL);
  if (!isEcrHost(host) && !isCustom) return null;
  const own = Object.fromEntries(Object.entries(environment).filter(([name]) => !ofOtherLogins.includes(name)));
  const options = createOptionReader("credential-helper", {}, own);
  const { store, stored } = memoryStore();
  const world = { environment: own, homeDir: io.homeDir, retryClock: io.retryClock, store };
  const result = await performLogin(isEcrHost(host) ? [host] : [], options, world, run, {
    onNote: output.note,
    onChoice: ({ warnings }) => warnings.forEach(output.warning),
  });
  const login = stored.find((one) => one.host === host);
  const registry = result.registries.find((one) => one.host === host);
  if (login === undefined || registry === undefined) return null;
  const ends = [result.expiresAt, registry.expiresAt].map(Date.parse);
  return { username: login.username, password: login.password, expiresAt: new Date(Math.min(...ends)) };
}

/** A store that only remembers: nothing is written. */
function memoryStore(): { readonly store: LoginStore; readonly stored: readonly RegistryLogin[] } {
  const stored: RegistryLogin[] = [];
  const store: LoginStore = {
    engine: "helper",
    configFile: "",
    store: async (logins) => void stored.push(...logins),
    remove: async () => ({ logins: [], folderRemoved: false, warnings: [] }),
  };
  return { store, stored };
}
