import { type Warning, warning } from "../core/errors/index.ts";

/**
 * What to say of this machine's clock: that signatures had to be corrected by so many milliseconds, or, where none was,
 * that something ended before it began.
 */
export function clockWarnings(expiresAt: Date, offset: number, now: Date): Warning[] {
  if (offset !== 0) {
    const minutes = Math.max(1, Math.round(Math.abs(offset) / 60_000));
    const side = offset > 0 ? "behind" : "ahead of";
    const reason = `this machine's is about ${minutes} min ${side} AWS's; the requests were signed by AWS's clock`;
    return [warning("clock-skew", { reason })];
  }
  if (expiresAt > now) return [];
  const reason = `by this machine's clock the login ended at ${expiresAt.toISOString()}, before it began`;
  return [warning("clock-skew", { reason })];
}
