import { rm } from "node:fs/promises";
import { GitlabEcrError, type Warning } from "../../core/errors/index.ts";
import { type FileLock, unreadable, unwritable } from "../system/index.ts";
import { readConfigFile, writeBeside, writeConfigFile } from "./config-file.ts";
import type { ConfigPlace } from "./config-place.ts";
import { eraseFromHelper, readFromHelper } from "./credential-helper.ts";
import {
  type DockerConfig,
  helperFor,
  isEmptyConfig,
  isMarked,
  ownHelperFor,
  parseDockerConfig,
  storedLogin,
  withHelper,
  withoutEmpty,
  withoutLogin,
} from "./docker-config.ts";
import { ownHelperLogin } from "./helper-engine.ts";
import { ownHelper } from "./helper-settings.ts";
import { type Claim, fingerprintOf, formatLoginState, type LoginState, readLoginState } from "./login-state.ts";

/** What became of one login that the job had stored. */
export interface RemovedLogin {
  readonly host: string;
  readonly outcome: "removed" | "kept-changed" | "kept-claimed" | "already-gone";
}

/** What removing came to. */
export interface RemovedLogins {
  readonly logins: readonly RemovedLogin[];
  /** Whether login had made the folder. */
  readonly madeFolder: boolean;
  readonly warnings: readonly Warning[];
}

/** What removing needs, under the folder's lock. */
export interface RemoveOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly place: ConfigPlace;
  readonly jobId: string;
  /** Whether the folder goes as a whole afterwards, where login made it. */
  readonly isJobFolder: boolean;
  readonly lock: FileLock;
  readonly signal: AbortSignal;
}

/**
 * Removes from a folder's configuration, and from the credential helpers that it names, what the job stored there, as
 * long as it is still that and no other job claims the same; then the job's claims, and the files that login made and
 * that hold nothing any more. Where a helper fails, that is a warning, and the claim stays for the next time.
 *
 * Throws `config-unreadable` (of the state file, too: nobody knows then what is whose), `config-unwritable`, or the
 * signal's reason.
 */
export async function removeLogins(options: RemoveOptions): Promise<RemovedLogins> {
  const { place, jobId } = options;
  const state = await readLoginState(place.stateFile);
  if (state === "broken") throw unreadable(place.stateFile, "it isn't a state file of this version");
  if (state === undefined) return { logins: [], madeFolder: false, warnings: [] };

  const before = await readConfig(options, state);
  let config = before ?? parseDockerConfig("", place.configFile);
  const logins: RemovedLogin[] = [];
  const warnings: Warning[] = [];
  let claims = state.claims.filter((claim) => claim.jobId !== jobId);
  for (const [host, own] of claimsByHost(state.claims, jobId)) {
    options.signal.throwIfAborted();
    const judge = judgeOf(
      own,
      claims.filter((claim) => claim.host === host),
    );
    const inAuths = judge(storedLogin(config, host));
    if (inAuths === "removed") config = withoutLogin(config, host);
    const named = judge(ownHelperFor(config, host) === ownHelper ? ownHelperLogin : undefined);
    if (named === "removed") config = withHelper(config, host, helperBefore(own));
    try {
      const inHelper = await removeFromHelper(config, host, judge, options);
      if (inHelper === "removed" && isMarked(config, host)) config = withoutLogin(config, host);
      logins.push({ host, outcome: tellingOutcome(inAuths, named, inHelper) });
    } catch (error) {
      if (!(error instanceof GitlabEcrError)) throw error;
      warnings.push({ code: error.code, message: error.message, remedy: error.remedy });
      claims = [...claims, ...own];
    }
  }
  if (state.madeAuths) config = withoutEmpty(config, "auths");
  if (state.madeCredHelpers) config = withoutEmpty(config, "credHelpers");
  if (before !== undefined) await writeOrRemoveConfig(before, config, state, options);
  if (state.claims.some((claim) => claim.jobId === jobId && claim.helperBefore !== undefined)) {
    // Loaded where it is needed: most jobs have no helper.
    const { removeHelperFiles } = await import("./remove-helper-files.ts");
    await removeHelperFiles(options);
  }
  await writeOrRemoveState({ ...state, claims }, options);
  return { logins, madeFolder: state.madeFolder, warnings };
}

type Outcome = RemovedLogin["outcome"];
type Judge = (current: string | undefined) => Outcome;

/** Decides from what is stored now, as `username:password`, whether it may go. */
function judgeOf(own: readonly Claim[], others: readonly Claim[]): Judge {
  return (current) => {
    if (current === undefined) return "already-gone";
    const fingerprint = fingerprintOf(current);
    if (!own.some((claim) => claim.sha256 === fingerprint)) return "kept-changed";
    return others.some((claim) => claim.sha256 === fingerprint) ? "kept-claimed" : "removed";
  };
}

/** The credential helper that a host had before ours. */
function helperBefore(own: readonly Claim[]): string | undefined {
  return own.find((claim) => claim.helperBefore !== undefined)?.helperBefore ?? undefined;
}

async function removeFromHelper(
  config: DockerConfig,
  host: string,
  judge: Judge,
  { environment, place, signal }: RemoveOptions,
): Promise<Outcome> {
  const helper = helperFor(config, host, place);
  if (helper === undefined || helper === ownHelper) return "already-gone";
  const helperOptions = { environment, signal, configFile: place.configFile };
  const outcome = judge((await readFromHelper(helper, host, helperOptions))?.reveal());
  if (outcome === "removed") await eraseFromHelper(helper, host, helperOptions);
  return outcome;
}

/** Of what was found in two places, the outcome that the user must hear of. */
function tellingOutcome(...outcomes: readonly Outcome[]): Outcome {
  const byWeight: readonly Outcome[] = ["removed", "kept-claimed", "kept-changed"];
  return byWeight.find((outcome) => outcomes.includes(outcome)) ?? "already-gone";
}

function claimsByHost(claims: readonly Claim[], jobId: string): Map<string, Claim[]> {
  return Map.groupBy(
    claims.filter((claim) => claim.jobId === jobId),
    (claim) => claim.host,
  );
}

/** A job's own folder goes as a whole, whatever has become of the configuration in it. */
async function readConfig(
  { place, isJobFolder }: RemoveOptions,
  { madeFolder }: LoginState,
): Promise<DockerConfig | undefined> {
  try {
    return await readConfigFile(place.configFile);
  } catch (error) {
    if (isJobFolder && madeFolder) return undefined;
    throw error;
  }
}

async function writeOrRemoveConfig(
  before: DockerConfig,
  after: DockerConfig,
  { madeConfig }: LoginState,
  { place, lock }: RemoveOptions,
): Promise<void> {
  if (madeConfig && isEmptyConfig(after)) return removeFile(place.configFile, lock);
  await writeConfigFile(place, before, after, lock);
}

async function writeOrRemoveState(state: LoginState, { place, lock }: RemoveOptions): Promise<void> {
  if (state.claims.length === 0) return removeFile(place.stateFile, lock);
  await writeBeside(place, place.stateFile, formatLoginState(state), lock);
}

async function removeFile(path: string, lock: FileLock): Promise<void> {
  await lock.check();
  await rm(path, { force: true }).catch((error: unknown) => {
    throw unwritable(path, error);
  });
}
