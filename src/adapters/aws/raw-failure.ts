import type { AwsAction, RawFailure } from "../../core/diagnosis/index.ts";

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly statusCode?: number };
}

/** An answer that came but lacks something. Adapters throw it so that it is told apart from what the SDK throws. */
export class UnusableAnswer extends Error {}

/**
 * What went wrong with a call, read off whatever the SDK threw. The thrown object itself goes no further: it holds the
 * request, with its token or signature, and the answer's body.
 */
export function rawFailureOf(thrown: unknown, action: AwsAction, host: string): RawFailure {
  const error = (typeof thrown === "object" && thrown !== null ? thrown : {}) as Thrown;
  const common = { action, host };
  if (thrown instanceof UnusableAnswer) return { ...common, kind: "answer", httpStatus: 200, reason: thrown.message };

  // The SDK hangs the answer's head on an error of a body that broke off, too.
  if (typeof error.code === "string" && Object.hasOwn(reasons, error.code)) return connectionFailure(error, common);

  const httpStatus = error.$metadata?.httpStatusCode ?? error.$response?.statusCode;
  const awsCode = typeof error.name === "string" ? error.name.replace(/(?<=.)Exception$/, "") : "";
  if (httpStatus !== undefined && error.$fault !== undefined && isAwsCode(awsCode)) {
    return {
      ...common,
      kind: "aws",
      awsCode,
      awsMessage: typeof error.message === "string" ? error.message : "",
      httpStatus,
      requestId: error.$metadata?.requestId ?? null,
    };
  }
  if (httpStatus !== undefined) {
    return { ...common, kind: "answer", httpStatus, reason: `HTTP ${httpStatus}, and a body that isn't AWS's` };
  }
  return connectionFailure(error, common);
}

/** The SDK makes names up where an answer held no code of AWS's. */
function isAwsCode(name: string): boolean {
  return name !== "" && !/^(?:Error|TypeError|SyntaxError|UnknownError|Unknown|\d+)$/.test(name);
}

function connectionFailure(error: Thrown, common: { action: AwsAction; host: string }): RawFailure {
  const errorCode = nodeCode(error) ?? (error.name === "TimeoutError" ? "ETIMEDOUT" : "");
  if (errorCode === "" && error.name === "SyntaxError") {
    return { ...common, kind: "answer", httpStatus: 200, reason: "it isn't the XML or JSON that was expected" };
  }
  return { ...common, kind: "connection", errorCode, reason: reasonOf(error, errorCode) };
}

/** Node puts the code of a failed connection on the error, on its cause, or on the attempts that it gathers. */
function nodeCode(error: Thrown): string | null {
  if (typeof error.code === "string" && error.code !== "") return error.code;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return typeof inner === "object" && inner !== null ? nodeCode(inner as Thrown) : null;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection broke off",
  EAI_AGAIN: "its name couldn't be looked up just now",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no network to it",
  ENOTFOUND: "there is no such host",
  EPIPE: "the connection broke off",
  ETIMEDOUT: "it didn't answer in time",
};

function reasonOf(error: Thrown, errorCode: string): string {
  const known = reasons[errorCode];
  if (known !== undefined) return `${known} (${errorCode})`;
  const message = typeof error.message === "string" ? error.message : "";
  return [message, errorCode].filter((part) => part !== "").join(" ") || "no reason was given";
}
