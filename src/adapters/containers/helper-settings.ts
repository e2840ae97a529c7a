import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

// What the credential helper reads at each of its calls. It is on the way of a cached password, so it loads nothing
// but what Node has loaded already.

/** The name by which configurations call our credential helper, `docker-credential-gitlab-ecr`. */
export const ownHelper = "gitlab-ecr";

/** Name of the file, beside `config.json`, in which login leaves its options for the credential helper. */
export const settingsFileName = "gitlab-ecr.helper.json";

/** Options, as the variables that stand for them. */
export type HelperVariables = Readonly<Record<string, string>>;

/** What a job's logins told the credential helper. */
export interface JobSettings {
  /** When the last of them did, in ISO 8601. */
  readonly storedAt: string;
  /** By host, the last login's last. */
  readonly hosts: Readonly<Record<string, HelperVariables>>;
}

/** What logins told the credential helper, by job. It holds no secret. */
export interface HelperSettings {
  readonly version: 1;
  readonly jobs: Readonly<Record<string, JobSettings>>;
}

/** Reads the text of a settings file; one that can't be used counts as empty. */
export function parseHelperSettings(text: string | undefined): HelperSettings {
  const value = parsed(text) as Partial<HelperSettings> | null;
  const jobs = value?.version === 1 && typeof value.jobs === "object" && value.jobs !== null ? value.jobs : {};
  const usable = Object.entries(jobs).filter(([, job]) => typeof job?.hosts === "object" && job.hosts !== null);
  return { version: 1, jobs: Object.fromEntries(usable) };
}

/** By which options to log in for a host: those of the login that named it, or, for one that none did, of the last. */
export function variablesFor(host: string, job: JobSettings | undefined): HelperVariables | undefined {
  const hosts = job?.hosts ?? {};
  return Object.hasOwn(hosts, host) ? hosts[host] : Object.values(hosts).at(-1);
}

/**
 * The text of a file that only this user can have written or read; `undefined` where there is none, or where it isn't
 * such a file: a link, another's, one that is open to others. Synchronous, since it comes before all else.
 */
export function readOwnFile(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { mode } = fstatSync(file);
    const isPrivateFile = (mode & constants.S_IFMT) === constants.S_IFREG && (mode & 0o077) === 0;
    return isPrivateFile ? readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined; // Whoever calls can do without: it is rebuilt, or the environment has to do.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null; // Written by half: as good as missing.
  }
}
