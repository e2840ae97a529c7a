import { GitlabEcrError } from "../core/errors/index.ts";

/** The time that a command has. */
export interface Deadline {
  /** Aborts when the time is over, with the error `timeout`, or when the run is interrupted, with that reason. */
  readonly signal: AbortSignal;
  /** Aborts as `signal` does, and also once half of the time that is left has passed. */
  half(): AbortSignal;
  /** Stops the timers, so that they don't keep the process alive. */
  clear(): void;
}

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
    half: () => AbortSignal.any([signal, after((endsAt - performance.now()) / 2)]),
    clear: () => timers.forEach(clearTimeout),
  };
}
