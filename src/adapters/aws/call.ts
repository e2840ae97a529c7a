import { type AwsAction, type AwsOutcome, codeOfFailure } from "../../core/diagnosis/index.ts";
import type { ClockOffset } from "./clock-offset.ts";
import { rawFailureOf } from "./raw-failure.ts";
import { type Attempt, type RetryClock, retry } from "./retry.ts";

/** One call to AWS: what is called where, and how. */
export interface Call<T> {
  readonly action: AwsAction;
  /** Host of the endpoint, for messages. */
  readonly host: string;
  readonly send: (signal: AbortSignal) => Promise<T>;
}

/** What calls share. */
interface CallSettings {
  readonly clock: RetryClock;
  readonly clockOffset: ClockOffset;
}

/**
 * Makes a call, again where that can help. A signature that was refused for this machine's clock is made once more, by
 * AWS's clock. An abort rejects with the signal's reason.
 */
export async function call<T>(
  { action, host, send }: Call<T>,
  signal: AbortSignal,
  { clock, clockOffset }: CallSettings,
): Promise<AwsOutcome<T>> {
  let corrected = false;
  const attempt = async (): Promise<Attempt<T>> => {
    signal.throwIfAborted();
    try {
      return { ok: true, value: await send(signal) } as const;
    } catch (thrown) {
      signal.throwIfAborted();
      const failure = rawFailureOf(thrown, action, host);
      const skewed = !corrected && codeOfFailure(failure) === "clock-skew" && clockOffset.learn(thrown);
      if (!skewed) return { ok: false, failure } as const;
      corrected = true;
      return attempt();
    }
  };
  return retry(attempt, signal, clock);
}
