import type { Warning } from "../core/errors/index.ts";
import type { Secret } from "../core/secret/index.ts";

/** What every command is given of its run: time, the way to be stopped, and whom to tell what. */
export interface Run {
  /** Aborts at the deadline or on Ctrl-C; its reason is the error to end with. */
  readonly signal: AbortSignal;
  now(): Date;
  /** Does one step and tells its name, how it went and, verbosely, how long it took. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** A signal that aborts, as the run's own does, once half of the time that is left has passed. */
  halfOfTheRest(): AbortSignal;
  /** Waits for somebody's answer; the deadline doesn't run meanwhile. */
  pause<T>(work: () => Promise<T>): Promise<T>;
  /** Tells of something at once, also where the run fails afterwards. Nothing is told twice. */
  warn(warnings: readonly Warning[]): void;
  /** Tells the output layer of a secret, so that no output ever holds it. */
  guard(secret: Secret): void;
}
