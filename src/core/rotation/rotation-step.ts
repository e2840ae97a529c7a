import type { UserKey } from "./rotation-situation.ts";

/** Why nothing can be done. */
export type RotationRefusal =
  | { readonly reason: "no-keys" }
  /** No place holds one of the user's keys. */
  | { readonly reason: "not-stored" }
  /** A second key is there that isn't known to be this rotation's. */
  | { readonly reason: "other-key"; readonly old: UserKey; readonly other: UserKey }
  /** The places hold the newer key, yet the older one was used long after; nothing says that it is the replaced one. */
  | { readonly reason: "old-key-in-use"; readonly old: UserKey; readonly other: UserKey }
  /** The new key is in some places, and its secret can't be got back for the others. */
  | {
      readonly reason: "secret-lost";
      readonly old: UserKey;
      readonly other: UserKey;
      readonly places: readonly string[];
    }
  /** Somebody deactivated the key that the places hold. */
  | { readonly reason: "new-key-inactive"; readonly old: UserKey; readonly other: UserKey }
  /** It was rolled back, and nobody said that it shall go on. */
  | { readonly reason: "rolled-back"; readonly old: UserKey; readonly other: UserKey }
  /** The key that shall be deleted is used, or a place holds it. */
  | { readonly reason: "not-safe-to-delete"; readonly key: UserKey; readonly places: readonly string[] }
  /** An option names a key that isn't the user's, or not in that part. */
  | { readonly reason: "not-the-old-key"; readonly keyId: string };

/** One thing to do next. Each is done again without harm where a run was killed in the middle of it. */
export type RotationStep =
  | { readonly kind: "create"; readonly old: string }
  /** Delete a key that no place holds: of a run that was killed, never used, or named by the user. */
  | { readonly kind: "discard"; readonly keyId: string; readonly because: "own" | "never-used" | "named" }
  /** Wait until AWS accepts the new key. */
  | { readonly kind: "try"; readonly keyId: string }
  | { readonly kind: "store"; readonly keyId: string; readonly place: string }
  /** Read back what can be read. */
  | { readonly kind: "verify"; readonly keyId: string }
  | { readonly kind: "deactivate"; readonly keyId: string }
  | { readonly kind: "delete"; readonly keyId: string }
  | {
      readonly kind: "wait";
      readonly to: "deactivate" | "delete" | "discard";
      readonly keyId: string;
      readonly until: Date;
    }
  /** The key is younger than it has to be for a rotation, until then. */
  | { readonly kind: "fresh"; readonly keyId: string; readonly until: Date }
  /** The old key is gone. */
  | { readonly kind: "finished"; readonly keyId: string }
  | ({ readonly kind: "refuse" } & RotationRefusal);
