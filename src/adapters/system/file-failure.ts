import { GitlabEcrError } from "../../core/errors/index.ts";

/** What the operating system's codes mean, for a sentence that goes on after "can't be read:". Source: errno(3). */
const meanings: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EEXIST: "something else is there already",
  EISDIR: "it is a folder",
  ELOOP: "it is a symbolic link",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "it doesn't exist",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path isn't a folder",
  ENXIO: "it isn't an ordinary file",
  EPERM: "the operation isn't permitted",
  EROFS: "the file system is read-only",
};

/** A `config-unreadable` about this path; an error that is one of ours already is returned as it is. */
export function unreadable(path: string, failure: unknown): GitlabEcrError {
  return fileFailure("config-unreadable", path, failure);
}

/** A `config-unwritable` about this path; an error that is one of ours already is returned as it is. */
export function unwritable(path: string, failure: unknown): GitlabEcrError {
  return fileFailure("config-unwritable", path, failure);
}

/** Whether an error is the operating system's with one of these codes. */
export function hasCode(failure: unknown, ...codes: readonly string[]): boolean {
  return failure instanceof Error && "code" in failure && codes.includes(String(failure.code));
}

function fileFailure(code: "config-unreadable" | "config-unwritable", path: string, failure: unknown): GitlabEcrError {
  if (failure instanceof GitlabEcrError) return failure;
  if (typeof failure === "string") return new GitlabEcrError(code, { path, reason: failure });
  return new GitlabEcrError(code, { path, reason: reasonOf(failure) }, { cause: failure });
}

/** What to do where a place that the user named can't be written. */
export const nameAnother: readonly string[] = ["Name a place that this user can write, in a folder that is there."];

/** What failed, in words where the operating system gives a code. */
export function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return "unknown failure";
  const code = "code" in failure ? String(failure.code) : undefined;
  if (code === undefined) return failure.message;
  return meanings[code] ?? code;
}
