import type { World } from "./world.ts";

/** Who looks: IAM's own reads, or every other service (STS at a role, anybody at a key or at policies in force). */
export type Observer = "iam" | "services";

/** A change that not everybody sees yet. */
export interface Unsettled {
  /** What changed: an ARN or an access key id. */
  subject: string;
  /** What it was; undefined: it wasn't there. */
  before: object | undefined;
  /** How many looks of each observer still see what it was. */
  looks: Record<Observer, number>;
}

/**
 * Notes that a subject is about to change, for the observers that are late
 * (`world.lateness`, counted in looks, never in time). Call it before the
 * change: what it was is copied here, lists and plain members included.
 */
export function change(world: World, subject: string, before: object | undefined): void {
  const { iam, services } = world.lateness;
  if (iam === 0 && services === 0) return;
  world.unsettled.push({
    subject,
    before: before === undefined ? undefined : copied(before),
    looks: { iam, services },
  });
}

/** The subject as the observer sees it; `now` is what it is in truth. Each call is one look. */
export function seen<T extends object>(
  world: World,
  observer: Observer,
  subject: string,
  now: T | undefined,
): T | undefined {
  const late = world.unsettled.find((one) => one.subject === subject && one.looks[observer] > 0);
  if (late === undefined) return now;
  late.looks[observer] -= 1;
  return late.before as T | undefined;
}

/** A list as the observer sees it: without what is too new, with what is gone too lately. One look for each member. */
export function seenList<T extends object>(
  world: World,
  observer: Observer,
  now: readonly T[],
  subjectOf: (member: T) => string,
  mayBeOf: (subject: string) => boolean,
): T[] {
  const here = new Set(now.map(subjectOf));
  const gone = new Set(world.unsettled.map(({ subject }) => subject).filter((one) => mayBeOf(one) && !here.has(one)));
  const there = now.map((member) => seen(world, observer, subjectOf(member), member));
  const still = [...gone].map((subject) => seen<T>(world, observer, subject, undefined));
  return [...there, ...still].filter((member) => member !== undefined);
}

function copied(before: object): object {
  return Object.fromEntries(
    Object.entries(before).map(([name, value]) => {
      if (Array.isArray(value)) return [name, [...(value as unknown[])]];
      const plain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
      return [name, plain ? { ...(value as object) } : (value as unknown)];
    }),
  );
}
