import { GitlabEcrError } from "../core/errors/index.ts";

/** The time that a command has. */
export interface Deadline {
  /** Aborts when the time is over, with the error `timeout`, or when the run is interrupted, with that reason. */
  readonly signal: AbortSignal;
  /** Aborts as `signal` does, and also once half of the time that is left has passed. */
  half(): AbortSignal;
  /** The work's outcome; some time after an abort, which the work uses to clean up, the abort's reason in its place. */
  enforce<T>(work: Promise<T>): Promise<T>;
  /** Stops the timers, so that they don't keep the process alive. */
  clear(): void;
}

// Milliseconds. Locks are released and files put back within a fraction of it.
const cleanUp = 1500;

/** A deadline so many seconds from now. `currentStep` is asked for what was going on when it passed. */
export function createDeadline(seconds: number, interrupt: AbortSignal, currentStep: () => string): Deadline {
  const timers: NodeJS.Timeout[] = [];
  const endsAt = performance.now() + seconds * 1000;
  const after = (milliseconds: number) => {
    const controller = new AbortController();
    const expire = () => {
      const spent = Math.round(seconds - Math.max(0, endsAt - performance.now()) / 1000);
      controller.abort(new GitlabEcrError("timeout", { seconds: spent, step: currentStep() }));
    };
    timers.push(setTimeout(expire, milliseconds));
    return controller.signal;
  };
  const signal = AbortSignal.any([interrupt, after(seconds * 1000)]);
  return {
    signal,
    enforce: (work) => {
      const overdue = new Promise<never>((_, reject) => {
        const end = () => timers.push(setTimeout(() => reject(signal.reason), cleanUp));
        if (signal.aborted) end();
        else signal.addEventListener("abort", end, { once: true });
      });
      return Promise.race([work, overdue]);
    },
    half: () => AbortSignal.any([signal, after((endsAt - performance.now()) / 2)]),
    clear: () => timers.forEach(clearTimeout),
  };
}
