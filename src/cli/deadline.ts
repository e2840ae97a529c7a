import { GitlabEcrError } from "../core/errors/index.ts";

/** The time that a command has. */
export interface Deadline {
  /** Aborts when the time is over, with the error `timeout`, or when the run is interrupted, with that reason. */
  readonly signal: AbortSignal;
  /** Aborts as `signal` does, and also once half of the time that is left has passed. */
  half(): AbortSignal;
  /** The work's outcome; some time after an abort, which the work uses to clean up, the abort's reason in its place. */
  enforce<T>(work: Promise<T>): Promise<T>;
  /** The work's outcome; the time that it takes isn't counted: somebody is thinking about an answer. */
  pause<T>(work: () => Promise<T>): Promise<T>;
  /** Stops the timers, so that they don't keep the process alive. */
  clear(): void;
}

// Milliseconds. Locks are released and files put back within a fraction of it.
const cleanUp = 1500;

/** A deadline so many seconds from now. `currentStep` is asked for what was going on when it passed. */
export function createDeadline(seconds: number, interrupt: AbortSignal, currentStep: () => string): Deadline {
  const timers: NodeJS.Timeout[] = [];
  let endsAt = performance.now() + seconds * 1000;
  const expire = (controller: AbortController) => {
    const spent = Math.round(seconds - Math.max(0, endsAt - performance.now()) / 1000);
    controller.abort(new GitlabEcrError("timeout", { seconds: spent, step: currentStep() }));
  };
  const after = (milliseconds: number) => {
    const controller = new AbortController();
    timers.push(setTimeout(expire, milliseconds, controller));
    return controller.signal;
  };
  const whole = new AbortController();
  const startWhole = () => setTimeout(expire, endsAt - performance.now(), whole);
  let wholeTimer = startWhole();
  const signal = AbortSignal.any([interrupt, whole.signal]);
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
    async pause(work) {
      clearTimeout(wholeTimer);
      const start = performance.now();
      try {
        return await work();
      } finally {
        endsAt += performance.now() - start;
        wholeTimer = startWhole();
      }
    },
    clear: () => [wholeTimer, ...timers].forEach(clearTimeout),
  };
}
