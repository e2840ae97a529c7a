import type { RawFailure } from "./raw-failure.ts";

/** What a failed read means: it isn't allowed, there is no such thing, or something else is wrong. */
export function readFailureKind(failure: RawFailure): "denied" | "absent" | "other" {
  if (failure.kind !== "aws") return "other";
  if (/^AccessDenied$|^UnauthorizedOperation$/.test(failure.awsCode)) return "denied";
  return /^(?:NoSuchEntity|RepositoryNotFound|RepositoryPolicyNotFound)$/.test(failure.awsCode) ? "absent" : "other";
}

/** A failed read in a few words. */
export function readFailureText(failure: RawFailure): string {
  switch (failure.kind) {
    case "aws":
      return readFailureKind(failure) === "denied"
        ? `${failure.action} isn't allowed`
        : `${failure.action} failed: ${failure.awsCode}: ${failure.awsMessage}`;
    case "connection":
      return `${failure.host}: ${failure.reason}`;
    case "answer":
      return `${failure.host} gave an answer that can't be used: ${failure.reason}`;
  }
}
