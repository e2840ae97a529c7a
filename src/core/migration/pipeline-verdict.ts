import { plainLines } from "../diagnosis/index.ts";

/** A pipeline and the logs of its jobs. */
export interface PipelineLogs {
  /** GitLab's status of it, such as `success`. */
  readonly status: string;
  readonly logs: readonly string[];
}

/**
 * How a pipeline logged in to ECR. `oidc`: it is green, and every login took the ID token; `keys`: a login took keys, by
 * choice or as a fallback; `failed`: it isn't green; `none`: no log tells of a login.
 */
export type Verdict = "oidc" | "keys" | "failed" | "none";

/** A verdict with the number of logins that the logs tell of. */
export interface PipelineVerdict {
  readonly verdict: Verdict;
  readonly logins: number;
}

// What login prints first, and its warning where it falls back.
const chosen = /^auth: (oidc|static|ambient) \(/;
const fellBack = /^warning\[oidc-fell-back\]/;

/** Reads from the logs of a pipeline's jobs how it logged in to ECR. */
export function pipelineVerdict({ status, logs }: PipelineLogs): PipelineVerdict {
  const lines = logs.flatMap(plainLines);
  const methods = lines.flatMap((line) => chosen.exec(line)?.[1] ?? []);
  const withKeys = methods.includes("static") || lines.some((line) => fellBack.test(line));
  const logins = methods.length;
  if (withKeys) return { verdict: "keys", logins };
  if (logins === 0) return { verdict: "none", logins };
  return { verdict: status === "success" && methods.includes("oidc") ? "oidc" : "failed", logins };
}
