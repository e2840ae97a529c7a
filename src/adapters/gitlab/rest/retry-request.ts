import { codeOfFailure, neverLeft, type RawFailure } from "../../../core/diagnosis/index.ts";
import { catalogueError, type GitlabEcrError } from "../../../core/errors/index.ts";
import { type Attempt, type PlainAnswer, type RetryClock, rawFailureOf, retry } from "../../aws/index.ts";

interface Repeated {
  readonly method: string;
  readonly action: string;
  readonly host: string;
}

/** Either an answer to read, or a failure that must not be tried again. */
type Ended = { readonly answer: PlainAnswer } | { readonly failure: RawFailure };

/**
 * Sends a request until something other than a passing failure comes back: as often as GitLab's rate limit asks for,
 * else a few times. What makes something new is sent again only where it can't have been done.
 */
export async function retryRequest(
  { clock, now }: { readonly clock: RetryClock; readonly now: () => Date },
  request: Repeated,
  send: (signal: AbortSignal) => Promise<PlainAnswer>,
  signal: AbortSignal,
): Promise<PlainAnswer> {
  const attempt = async (): Promise<Attempt<Ended>> => {
    signal.throwIfAborted();
    const outcome = await attemptOnce(request.host, send, signal);
    if ("answer" in outcome) return { ok: true, value: outcome };
    const { failure, headers } = outcome;
    if (request.method === "POST" && !undone(failure)) return { ok: true, value: { failure } };
    return { ok: false, failure, waitAtLeast: waitOf(headers, now()) };
  };
  const outcome = await retry(attempt, signal, clock);
  if (!outcome.ok) throw failureError(outcome.failure, request, outcome.attempts);
  if ("answer" in outcome.value) return outcome.value.answer;
  throw failureError(outcome.value.failure, request, 1);
}

async function attemptOnce(
  host: string,
  send: (signal: AbortSignal) => Promise<PlainAnswer>,
  signal: AbortSignal,
): Promise<{ answer: PlainAnswer } | { failure: RawFailure; headers: PlainAnswer["headers"] }> {
  const common = { action: "a plain request", host } as const;
  try {
    const answer = await send(signal);
    const { status, headers } = answer;
    const passing = status >= 500 || status === 408 || status === 429 || status === 407;
    if (!passing) return { answer };
    return { failure: { ...common, kind: "answer", httpStatus: status, reason: `HTTP ${status}` }, headers };
  } catch (thrown) {
    signal.throwIfAborted();
    return { failure: rawFailureOf(thrown, "a plain request", host), headers: {} };
  }
}

/** Whether the request can't have had an effect: it never left, or GitLab said that it didn't take it. */
function undone(failure: RawFailure): boolean {
  if (failure.kind === "connection") return neverLeft(failure.errorCode);
  return failure.httpStatus === 429 || failure.httpStatus === 503 || failure.httpStatus === 407;
}

/** Milliseconds that GitLab asks to wait for. Source: GitLab, "Rate limits", response headers. */
function waitOf(headers: PlainAnswer["headers"], now: Date): number {
  const after = headers["retry-after"] ?? "";
  if (/^\d{1,6}$/.test(after)) return Number(after) * 1000;
  const reset = headers["ratelimit-reset"] ?? "";
  if (/^\d{1,12}$/.test(reset)) return Math.max(0, Number(reset) * 1000 - now.getTime());
  return 0;
}

function failureError(failure: RawFailure, { action, host }: Repeated, attempts: number): GitlabEcrError {
  const httpStatus = failure.kind === "connection" ? null : failure.httpStatus;
  if (httpStatus === 429) return catalogueError("gitlab-rate-limited", { host, action, attempts });
  const code = codeOfFailure(failure);
  const reason = failure.kind === "aws" ? failure.awsMessage : failure.reason;
  const context = { host, action, attempts, reason, ...(httpStatus === null ? {} : { httpStatus }) };
  if (code !== "network") return catalogueError(code, context);
  return catalogueError(code, context, { remedy: unreachable });
}

const unreachable = [
  "Check GitLab's address (--gitlab-url), and that {host} can be reached from here.",
  "Behind a proxy, set HTTPS_PROXY and NO_PROXY.",
];
