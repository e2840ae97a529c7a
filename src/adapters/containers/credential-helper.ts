import { GitlabEcrError } from "../../core/errors/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { type CommandResult, findOnPath, runCommand, visibleText } from "../system/index.ts";
import { messageOf } from "./command-message.ts";

/** What a credential helper stores: what `docker-credential-NAME store` reads on standard input. */
export interface HelperLogin {
  readonly host: string;
  readonly username: string;
  readonly password: Secret;
}

/** How to reach credential helpers. */
export interface HelperOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The configuration file that names the helper, for messages. */
  readonly configFile: string;
}

/**
 * Stores a login through `docker-credential-NAME`, as `docker login` does.
 *
 * Throws `engine-failed`, or the signal's reason.
 */
export async function storeWithHelper(name: string, login: HelperLogin, options: HelperOptions): Promise<void> {
  const { host, username, password } = login;
  const stdin = new Secret(JSON.stringify({ ServerURL: host, Username: username, Secret: password.reveal() }));
  const result = await callHelper(name, "store", host, stdin, options);
  if (result.exitCode !== 0) throw helperFailed(name, "store", host, messageOf(result, password), options);
}

/**
 * Reads a login back through `docker-credential-NAME`, as `username:password`; `undefined` where it has none.
 *
 * Throws `engine-failed`, or the signal's reason.
 */
export async function readFromHelper(name: string, host: string, options: HelperOptions): Promise<Secret | undefined> {
  const result = await callHelper(name, "get", host, new Secret(host), options);
  // The protocol's one sentence for "there is none". Source: docker-credential-helpers, credentials/error.go.
  if (result.stdout.trim() === "credentials not found in native keychain") return undefined;
  // Whatever a helper that failed has printed here, it may be half a password.
  if (result.exitCode !== 0)
    throw helperFailed(name, "get", host, result.failure ?? `exit status ${result.exitCode}`, options);
  return new Secret(loginOf(result.stdout) ?? "");
}

/** Removes a login through `docker-credential-NAME`. Throws `engine-failed`, or the signal's reason. */
export async function eraseFromHelper(name: string, host: string, options: HelperOptions): Promise<void> {
  const result = await callHelper(name, "erase", host, new Secret(host), options);
  if (result.exitCode !== 0) throw helperFailed(name, "erase", host, messageOf(result), options);
}

async function callHelper(
  name: string,
  action: "store" | "get" | "erase",
  host: string,
  stdin: Secret,
  { environment, signal, configFile }: HelperOptions,
): Promise<CommandResult> {
  const program = await findOnPath(`docker-credential-${name}`, environment);
  if (program !== undefined) return runCommand(program, [action], { environment, signal, stdin });
  const helper = visibleText(`docker-credential-${name}`);
  const reason = `${configFile} names the credential helper ${helper} for this host, and it isn't on PATH`;
  throw new GitlabEcrError(
    "engine-failed",
    { engine: helper, host, reason },
    {
      remedy: [
        `Use an image that holds ${helper}.`,
        `Or take credsStore, or the host's line in credHelpers, out of ${configFile}.`,
      ],
    },
  );
}

function helperFailed(
  name: string,
  action: string,
  host: string,
  message: string,
  { configFile }: HelperOptions,
): GitlabEcrError {
  const helper = visibleText(`docker-credential-${name}`);
  return new GitlabEcrError(
    "engine-failed",
    { engine: helper, host, reason: `${action}: ${message}` },
    {
      remedy: [
        `Mend ${helper}, which ${configFile} names for this host.`,
        `Or take credsStore, or the host's line in credHelpers, out of ${configFile}.`,
      ],
    },
  );
}

function loginOf(stdout: string): string | undefined {
  try {
    const { Username, Secret: password } = JSON.parse(stdout) as { Username?: unknown; Secret?: unknown };
    return `${String(Username)}:${String(password)}`;
  } catch {
    return undefined; // A login that nobody can read is nobody's: its fingerprint fits no claim.
  }
}
