/** By how much AWS's clock is ahead of this machine's, as far as a refused signature has shown. */
export interface ClockOffset {
  /** Milliseconds; 0 until a refusal has shown otherwise. */
  readonly milliseconds: () => number;
  /** Reads the time off a refusal's Date header. False where it has none, or one that explains nothing. */
  readonly learn: (thrown: unknown) => boolean;
}

/** AWS takes signatures that are up to five minutes off, and some services more. */
const least = 60_000;

/** An offset for all clients of a run. */
export function createClockOffset(): ClockOffset {
  let milliseconds = 0;
  return {
    milliseconds: () => milliseconds,
    learn(thrown) {
      const date = Date.parse(dateHeaderOf(thrown));
      const offset = date - Date.now();
      if (Number.isNaN(offset) || Math.abs(offset) < least) return false;
      milliseconds = offset;
      return true;
    },
  };
}

function dateHeaderOf(thrown: unknown): string {
  const { $response } = (typeof thrown === "object" && thrown !== null ? thrown : {}) as {
    readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
  };
  return $response?.headers?.date ?? "";
}
