import { GitlabEcrError } from "../core/errors/index.ts";

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A span of time in seconds: `3600`, `90s`, `15m`, `1h` or `90d`. Throws `input-invalid`, also outside the given bounds. */
export function parseTime(
  text: string,
  { option, least, most, command }: { option: string; least: number; most: number; command: string },
): number {
  const match = /^(\d{1,9})([smhd]?)$/.exec(text.trim());
  const value = Number(match?.[1]) * (seconds[match?.[2] ?? ""] ?? 1);
  if (match !== null && value >= least && value <= most) return value;
  const reason = `${option} is ${JSON.stringify(text)}; it must be a time from ${least} to ${most} seconds, such as ${least}s or 1h.`;
  throw new GitlabEcrError("input-invalid", { reason, command });
}
