import { catalogueError, type ErrorCode, type GitlabEcrError } from "../../../core/errors/index.ts";
import type { PlainAnswer } from "../../aws/index.ts";

const codes: Readonly<Record<number, ErrorCode>> = {
  401: "gitlab-unauthorized",
  403: "gitlab-forbidden",
  404: "gitlab-not-found",
};

/** The error for an answer without success: GitLab's status and words. */
export function refusal(
  { status, headers, body }: PlainAnswer,
  { action, needs }: { readonly action: string; readonly needs: string },
  host: string,
): GitlabEcrError {
  const said = wordsOf(body);
  const where = status >= 300 && status < 400 ? movedTo(headers.location) : null;
  const reason = where ?? said ?? `HTTP ${status}`;
  return catalogueError(codes[status] ?? "gitlab-refused", { host, action, needs, reason, httpStatus: status });
}

/**
 * GitLab's words: `message` is a text or holds lists by field, `error` and `error_description` come from OAuth and from
 * the checks of parameters. Source: GitLab, "REST API troubleshooting", status codes.
 */
function wordsOf(body: string): string | null {
  const { message, error, error_description: description } = objectOf(body);
  const text = textOf(message) ?? textOf(description) ?? textOf(error);
  return text === null || text === "" ? null : text.slice(0, 500).replace(/\.$/, "");
}

function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value)
    .map(([field, said]) => {
      const words = [said].flat().map(wordOf).join(", ");
      return field === "base" || field === "error" || /^\d+$/.test(field) ? words : `${field} ${words}`;
    })
    .join("; ");
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function objectOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    JSON.stringify(value);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // A page of a proxy's, or one nested too deep: its status says enough.
  }
}

/** Where a redirect points to, without a query, which may hold a secret. */
function movedTo(location: string | undefined): string {
  const url = URL.parse(location ?? "");
  return url === null ? "it moved" : `it moved to ${url.origin}${url.pathname}`;
}
