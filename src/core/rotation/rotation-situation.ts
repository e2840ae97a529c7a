import type { RotationJournal } from "./journal.ts";

/** An access key of the user whose keys are rotated. */
export interface UserKey {
  readonly id: string;
  readonly active: boolean;
  readonly createdAt: Date;
  /** Null: never, as far as IAM knows. Source: IAM, GetAccessKeyLastUsed. */
  readonly lastUsed: { readonly at: Date; readonly service: string; readonly region: string } | null;
}

/** One place that holds a pair of key id and secret: a pair of variables in one scope, a secret, standard output. */
export interface RotationPlace {
  /** For people: `gitlab-project:org/app, scope production`. */
  readonly name: string;
  /** The key id that stands there, which is written after the secret; null where nothing can be read. */
  readonly keyId: string | null;
  /** Id of the key whose secret was tried and belongs to it; null where it is hidden, or belongs to none that was tried. */
  readonly secretOf: string | null;
  /**
   * What can be got back of it: both; the id, where the secret is hidden; or nothing, as from standard output.
   */
  readonly readable: "pair" | "id" | "nothing";
}

/** How a rotation is wanted. Times are milliseconds. */
export interface RotationSettings {
  /** How long the old key must be unused, once all places hold the new one, before it is deactivated. */
  readonly overlap: number;
  /** How long it stays inactive before it is deleted. */
  readonly grace: number;
  /** Keys younger than this are left alone; null: none is. */
  readonly maxAge: number | null;
  /** A key that may be deleted to make room. */
  readonly deleteKey: string | null;
  /** The key that the user says is the old one, where neither journal nor account tells. */
  readonly oldKey: string | null;
}

/** Everything that the next step is decided by. Nothing in it is secret. */
export interface RotationSituation {
  readonly keys: readonly UserKey[];
  /** Those that hold a key of this user, and those that can't be read; first the ones that a secret can be read from. */
  readonly places: readonly RotationPlace[];
  readonly journal: RotationJournal | null;
  /** Ids of the keys whose secret this run knows. */
  readonly known: readonly string[];
  /** Id of the key that this run has seen AWS accept; null where it hasn't tried. */
  readonly works: string | null;
  /** Whether this run has read back what all places hold. */
  readonly verified: boolean;
  readonly now: Date;
  readonly settings: RotationSettings;
}
