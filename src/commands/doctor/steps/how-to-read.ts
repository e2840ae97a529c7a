import type { Reading } from "../readers.ts";

/** What would let the doctor read on, in one sentence; the same for all reads. */
export function howToRead(reading: Extract<Reading<unknown>, { kind: "unreadable" }>, resource: string): string {
  const { action } = reading;
  if (action === null) {
    return "Run it where credentials of the account are at hand: keys in AWS_ACCESS_KEY_ID, or --auth ambient.";
  }
  return `Allow ${action} on ${resource} to the role itself, or give the doctor keys that may read it.`;
}
