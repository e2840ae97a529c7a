import { runInherited } from "../adapters/system/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { CliIo } from "./io.ts";
import type { Environment } from "./option-reader.ts";

/**
 * Runs a command in our place, with our streams and signals, and gives its exit status. Throws `command-not-found` and
 * `command-not-executable`.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  io: CliIo,
): Promise<number> {
  let release: (() => void) | undefined;
  const end = await runInherited(program, args, environment, (send) => {
    release = io.takeSignals?.(send);
  });
  release?.();
  switch (end.kind) {
    case "ended":
      return end.status;
    case "not-found":
      throw new GitlabEcrError("command-not-found", { program });
    case "not-executable":
      throw new GitlabEcrError("command-not-executable", { program, reason: end.reason });
  }
}

/** Variables that name other credentials than ours. Source: AWS SDKs reference, environment variables. */
const conflicting = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_SECURITY_TOKEN",
];

/** The environment of a child that is given other variables than ours; null takes one away. */
export function environmentOf(
  parent: Environment,
  own: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all = { ...parent, ...own };
  const kept = Object.entries(all).filter(([name, value]) => value != null && !conflicting.includes(name));
  return Object.fromEntries(kept) as Record<string, string>;
}
