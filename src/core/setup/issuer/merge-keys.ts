import { sameJson } from "./json-value.ts";
import { type Jwk, keyFault, nameOf } from "./key-faults.ts";

/**
 * The member by which a published key says since when GitLab itself no longer publishes it, ISO 8601 in UTC. It lies in
 * the key so that keys and their age can't come apart. RFC 7517, section 4: members that aren't known are ignored.
 */
export const retiredMember = "gitlab_ecr_retired_at";

/** A key that GitLab no longer publishes, and that outstanding tokens may still need. */
export interface KeptKey {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly retiredAt: string;
  /** From when on a publication leaves it out. ISO 8601, UTC. */
  readonly until: string;
}

/** What the published key set shall be, and how it comes from what is there. */
export interface KeyMerge {
  /** GitLab's own keys in their order, then those that are kept. */
  readonly keys: readonly Jwk[];
  /** Names of keys that weren't published yet. */
  readonly added: readonly string[];
  readonly kept: readonly KeptKey[];
  /** Names of published keys that go. */
  readonly dropped: readonly string[];
}

/** What decides how long a key is kept. */
export interface KeyRetention {
  readonly now: Date;
  readonly keepSeconds: number;
  /** Keep none. */
  readonly dropOld: boolean;
}

/**
 * Puts GitLab's keys and the published ones together. A published key that GitLab no longer has stays for the given
 * time from when a publication first found it gone; one that isn't fit to be published goes at once.
 */
export function mergeKeys(live: readonly Jwk[], published: readonly Jwk[], retention: KeyRetention): KeyMerge {
  const liveIds = live.flatMap((key) => nameOf(key) ?? []);
  const publishedIds = published.flatMap((key) => nameOf(key) ?? []);
  const old = published.filter((key) => !liveIds.includes(nameOf(key) ?? ""));
  const kept = old.flatMap((key, index) => {
    const id = nameOf(key);
    if (id === null || keyFault(key) !== null || retention.dropOld) return [];
    const first = old.findIndex((other) => nameOf(other) === id) === index;
    const age = ageOf(key, retention);
    return first && age.until > retention.now ? [{ key, id, ...age }] : [];
  });
  const keptIds = kept.map(({ id }) => id);
  return {
    keys: [...live, ...kept.map(({ key, retiredAt }) => ({ ...key, [retiredMember]: retiredAt.toISOString() }))],
    added: liveIds.filter((id) => !publishedIds.includes(id)),
    kept: kept.map(({ id, retiredAt, until }) => ({
      id,
      retiredAt: retiredAt.toISOString(),
      until: until.toISOString(),
    })),
    dropped: [...new Set(old.map((key) => nameOf(key) ?? "without a name"))].filter((id) => !keptIds.includes(id)),
  };
}

/** Whether a published key is GitLab's key of that name, whatever else is noted in it. */
export function isSameKey(one: Jwk, other: Jwk): boolean {
  const { [retiredMember]: _one, ...first } = one;
  const { [retiredMember]: _other, ...second } = other;
  return sameJson(first, second);
}

/** Since when a key is old, and until when it stays. A date that can't be, or lies ahead, counts as now. */
export function ageOf(
  key: Jwk,
  { now, keepSeconds }: Pick<KeyRetention, "now" | "keepSeconds">,
): { readonly retiredAt: Date; readonly until: Date } {
  const noted = new Date(typeof key[retiredMember] === "string" ? key[retiredMember] : Number.NaN);
  const retiredAt = noted.getTime() <= now.getTime() ? noted : now;
  return { retiredAt, until: new Date(retiredAt.getTime() + keepSeconds * 1000) };
}
