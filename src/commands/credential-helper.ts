import { GitlabEcrError, type Warning } from "../core/errors/index.ts";
import type { Secret } from "../core/secret/index.ts";
import type { Run } from "./run.ts";

/** A registry's password, and until when it may be used. */
export interface HelperPassword {
  readonly username: string;
  readonly password: Secret;
  /** When the password or the session behind it ends, whichever is first. */
  readonly expiresAt: Date;
}

/** A password that was kept, and whether less than half of its time has passed. */
export interface KeptPassword extends HelperPassword {
  readonly fresh: boolean;
}

/** What the credential helper needs of the world. */
export interface HelperWorld {
  /** The valid password that is kept for a host; null where there is none. */
  find(host: string): KeptPassword | null;
  /** Does work alone among all helpers that share the kept passwords. `keep` keeps what can be kept. */
  alone<Result>(
    work: (keep: (host: string, password: HelperPassword) => Promise<void>) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result>;
  /** Logs in for one host; null where it isn't a registry of ECR's. */
  login(host: string): Promise<HelperPassword | null>;
  /** Told of what the user should know though there is a password. */
  onWarning(warning: Warning): void;
}

/**
 * The password for a host: the kept one through the first half of its time, then a new one, got by one helper at a time.
 * Where that fails while the kept one is still valid, it is that one, with a warning. Null where the host isn't ECR's.
 *
 * Throws what the login throws; of an expired ID token it says what helps a long job.
 */
export async function passwordFor(host: string, world: HelperWorld, run: Run): Promise<HelperPassword | null> {
  const kept = world.find(host);
  if (kept?.fresh) return kept;
  try {
    return await world.alone(async (keep) => {
      const renewed = world.find(host);
      if (renewed?.fresh) return renewed;
      const password = await world.login(host);
      if (password !== null) await keep(host, password);
      return password;
    }, run.signal);
  } catch (error) {
    if (!(error instanceof GitlabEcrError)) throw error;
    if (kept === null || error.code === "interrupted") throw explained(error);
    const until = `The password from before is used; it is valid until ${kept.expiresAt.toISOString()}.`;
    world.onWarning({ code: error.code, message: `${error.message} ${until}`, remedy: explained(error).remedy });
    return kept;
  }
}

function explained(error: GitlabEcrError): GitlabEcrError {
  if (error.code !== "id-token-expired") return error;
  const { code, context, cause } = error;
  return new GitlabEcrError(code, context, { cause, remedy: remedyOfLongJobs });
}

const remedyOfLongJobs = [
  "Raise the job's timeout (the keyword timeout, such as timeout: 3h, and the runner's own limit): GitLab's ID token lives as long as the job may, and each new session needs it.",
  "Run the job again: a fresh job gets a fresh token.",
  "Or let the first session last as long as the job: --duration or GITLAB_ECR_DURATION, up to the role's MaxSessionDuration.",
];
