import { setTimeout as delay } from "node:timers/promises";
import { type AwsOutcome, canPass, isThrottling, type RawFailure } from "../../core/diagnosis/index.ts";

/** What one attempt came to. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly failure: RawFailure;
      /** Milliseconds that the other side asked to wait for; 0 where it didn't. */
      readonly waitAtLeast?: number;
    };

/** Chance and time, given so that tests can hold them. */
export interface RetryClock {
  /** A number from 0 to below 1. */
  random(): number;
  /** Resolves after so many milliseconds, or rejects when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemRetryClock: RetryClock = {
  random: Math.random,
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};

const firstCeiling = 200;
const highestCeiling = 8000;
const mostAttempts = 5;

/**
 * Tries a call again while its failure can pass: with full jitter, five attempts at most, and throttling, which lasts
 * as long as a fleet's rush, until the signal aborts. An abort while waiting ends with the last failure, which says
 * more than "too late" would; other aborts are thrown as they are.
 */
export async function retry<T>(
  attempt: () => Promise<Attempt<T>>,
  signal: AbortSignal,
  clock: RetryClock,
): Promise<AwsOutcome<T>> {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt();
    if (outcome.ok) return outcome;
    const { failure, waitAtLeast = 0 } = outcome;
    const hopeless = !canPass(failure) || (attempts >= mostAttempts && !isThrottling(failure));
    if (hopeless) return { ok: false, failure, attempts };
    const ceiling = Math.min(highestCeiling, firstCeiling * 2 ** attempts);
    try {
      await clock.wait(Math.max(clock.random() * ceiling, waitAtLeast), signal);
    } catch {
      if (isDeadline(signal)) return { ok: false, failure, attempts };
      throw signal.reason;
    }
  }
}

function isDeadline(signal: AbortSignal): boolean {
  const reason: unknown = signal.reason;
  return typeof reason === "object" && reason !== null && "code" in reason && reason.code === "timeout";
}
