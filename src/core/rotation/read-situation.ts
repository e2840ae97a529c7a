import type { RotationPlace, UserKey } from "./rotation-situation.ts";

/** Keys from the oldest to the newest. */
export function bySeniority(keys: readonly UserKey[]): readonly UserKey[] {
  return keys.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

/** Whether a place names a key. */
export function holds(place: RotationPlace, key: UserKey): boolean {
  return place.keyId === key.id;
}

/** Whether a place holds a key's whole pair, as far as can be seen. */
export function holdsPair(place: RotationPlace, key: UserKey): boolean {
  return holds(place, key) && (place.readable !== "pair" || place.secretOf === key.id);
}

/** Whether nothing can be got back from a place. */
export function unreadable({ readable }: RotationPlace): boolean {
  return readable === "nothing";
}

/** The later of two moments. */
export function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}

/** The moment so many milliseconds later. */
export function plus(moment: Date, milliseconds: number): Date {
  return new Date(moment.getTime() + milliseconds);
}
