import type { AwsAction, AwsOutcome } from "../../core/diagnosis/index.ts";
import { rawFailureOf } from "./raw-failure.ts";
import { type RetryClock, retry } from "./retry.ts";

/** One call to AWS: what is called where, and how. */
export interface Call<T> {
  readonly action: AwsAction;
  /** Host of the endpoint, for messages. */
  readonly host: string;
  readonly send: (signal: AbortSignal) => Promise<T>;
}

/** Makes a call, again where that can help. An abort rejects with the signal's reason. */
export async function call<T>(
  { action, host, send }: Call<T>,
  signal: AbortSignal,
  clock: RetryClock,
): Promise<AwsOutcome<T>> {
  const attempt = async () => {
    signal.throwIfAborted();
    try {
      return { ok: true, value: await send(signal) } as const;
    } catch (thrown) {
      signal.throwIfAborted();
      return { ok: false, failure: rawFailureOf(thrown, action, host) } as const;
    }
  };
  return retry(attempt, signal, clock);
}
