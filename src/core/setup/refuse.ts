import { GitlabEcrError } from "../errors/index.ts";

/** The `input-invalid` for a wish that can't be fulfilled: why, and what to do instead. */
export function refuse(reason: string, ...remedy: readonly string[]): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "setup" }, remedy.length === 0 ? {} : { remedy });
}

/** A value as a message shows it. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}
