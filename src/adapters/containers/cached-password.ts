import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseRegistryHost } from "../../core/registry/index.ts";
import { parseHelperSettings, readOwnFile, settingsFileName, variablesFor } from "./helper-settings.ts";
import { sha256 } from "./sha256.ts";

// The credential helper's way to a cached password. What it imports decides how fast that is.

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the credential helper looks, and as whom it logs in. */
export interface HelperSite {
  /** The folder of the configuration, absolute. */
  readonly folder: string;
  /** The environment, completed by what login left for this job. */
  readonly environment: Environment;
  /** A fingerprint of all that decides who logs in. */
  readonly identity: string;
  readonly jobId: string;
}

/** A password that the credential helper got. */
export interface CachedPassword {
  readonly identity: string;
  /** What it is good for: an ECR region, ECR Public, or one other host. */
  readonly place: string;
  readonly jobId: string;
  readonly username: string;
  readonly password: string;
  /** Milliseconds since 1970. */
  readonly obtainedAt: number;
  /** When the password or the session behind it ends, whichever is first. */
  readonly expiresAt: number;
}

/** Name of the folder, beside `config.json`, in which the credential helper keeps passwords. */
export const cacheFolderName = "gitlab-ecr.cache";
export const cacheFileName = "passwords.json";

/**
 * The credential helper's surroundings when it is asked for a host. Tools don't tell it which configuration they read:
 * it is where they look by their variables, or where ours says.
 */
export function helperSite(host: string, environment: Environment, homeDir: string): HelperSite {
  const { GITLAB_ECR_CONFIG_DIR, DOCKER_CONFIG, REGISTRY_AUTH_FILE } = environment;
  const authFolder = REGISTRY_AUTH_FILE && dirname(REGISTRY_AUTH_FILE);
  const folder = resolve(GITLAB_ECR_CONFIG_DIR || DOCKER_CONFIG || authFolder || join(homeDir, ".docker"));
  const jobId = environment.CI_JOB_ID || "local";
  const { jobs } = parseHelperSettings(readOwnFile(join(folder, settingsFileName)));
  const left = variablesFor(host, Object.hasOwn(jobs, jobId) ? jobs[jobId] : undefined);
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== "");
  const completed: Environment = { ...left, ...Object.fromEntries(given) };
  return { folder, environment: completed, identity: identityOf(completed, homeDir), jobId };
}

/** What a password for a host is good for: one of ECR's is good for all registries of its region. */
export function placeOfHost(host: string): string {
  return parseRegistryHost(host)?.region ?? host;
}

/** The passwords that are kept; none where the file can't be used, which the next one to be kept mends. */
export function readPasswords(folder: string): readonly CachedPassword[] {
  try {
    const { version, passwords } = JSON.parse(
      readOwnFile(join(folder, cacheFolderName, cacheFileName)) ?? "{}",
    ) as Record<string, unknown>;
    return version === 1 && Array.isArray(passwords) ? passwords.filter(isPassword) : [];
  } catch {
    return []; // Written by half, or by another version.
  }
}

/** The password that is kept for this identity and host, whatever its age, as long as it is valid. */
export function findPassword({ folder, identity }: HelperSite, host: string, now: number): CachedPassword | undefined {
  const place = placeOfHost(host);
  return readPasswords(folder).find(
    (one) => one.identity === identity && one.place === place && one.obtainedAt <= now && now < one.expiresAt,
  );
}

/** Whether less than half of a password's time has passed. */
export function isFresh({ obtainedAt, expiresAt }: CachedPassword, now: number): boolean {
  return now < obtainedAt + (expiresAt - obtainedAt) / 2;
}

/** A server as tools name it, without scheme and path. */
export function hostOfServer(server: string): string {
  return server
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/\/.*$/s, "");
}

/** What the protocol wants to hear of a login. Source: docker-credential-helpers, credentials/credentials.go. */
export function helperAnswer(
  server: string,
  { username, password }: Pick<CachedPassword, "username" | "password">,
): string {
  return `${JSON.stringify({ ServerURL: server.trim(), Username: username, Secret: password })}\n`;
}

/** Variables of ours that say how the helper speaks, and how long it may take. */
const ofManners = /^GITLAB_ECR_(?:JSON|QUIET|VERBOSE|TIMEOUT)$/;

/** Variables by which GitLab names the job: the session's name is made from them, and who counts as the runner's own. */
const jobVariables = new Set(["CI", "GITLAB_CI", "CI_JOB_ID", "CI_PIPELINE_ID", "CI_PROJECT_PATH"]);

/**
 * Every variable that can have a say in who logs in, what is in the files that they name, and the state of AWS's own
 * configuration files. Whatever differs is another identity, at worst one call too many.
 */
function identityOf(environment: Environment, homeDir: string): string {
  const named = Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith("GITLAB_ECR_") && name.endsWith("_ENV") ? [value] : [],
  );
  const isOurs = (name: string) => /^(?:AWS_|GITLAB_ECR_)|^GITLAB_OIDC_TOKEN$/.test(name) && !ofManners.test(name);
  const counts = (name: string) => isOurs(name) || jobVariables.has(name) || named.includes(name);
  const variables = Object.entries(environment).filter(([name]) => counts(name));
  const { GITLAB_ECR_ID_TOKEN_FILE, AWS_WEB_IDENTITY_TOKEN_FILE, GITLAB_ECR_SESSION_POLICY } = environment;
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = environment;
  return sha256(
    JSON.stringify([
      variables.sort(([a], [b]) => (a < b ? -1 : 1)),
      [GITLAB_ECR_ID_TOKEN_FILE, AWS_WEB_IDENTITY_TOKEN_FILE, GITLAB_ECR_SESSION_POLICY].map(textOf),
      [
        AWS_CONFIG_FILE || join(homeDir, ".aws/config"),
        AWS_SHARED_CREDENTIALS_FILE || join(homeDir, ".aws/credentials"),
      ].map(timeOf),
    ]),
  );
}

function textOf(path: string | undefined): string | null {
  try {
    return path ? readFileSync(path, "utf8") : null;
  } catch {
    return null; // Whoever logs in by it will say so.
  }
}

function timeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function isPassword(value: unknown): value is CachedPassword {
  const one = (value ?? {}) as Partial<Record<keyof CachedPassword, unknown>>;
  const texts = [one.identity, one.place, one.jobId, one.username, one.password];
  return texts.every((text) => typeof text === "string") && [one.obtainedAt, one.expiresAt].every(Number.isFinite);
}
