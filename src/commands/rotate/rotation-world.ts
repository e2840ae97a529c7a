import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { CallerIdentity } from "../../core/identity/index.ts";
import type { RotationPlace, UserKey } from "../../core/rotation/index.ts";
import type { Secret } from "../../core/secret/index.ts";

/** The id of an access key and its secret. */
export interface KeyPair {
  readonly id: string;
  readonly secret: Secret;
}

/** What making a key came to; `unknown`: the answer got lost, so that there may be one whose secret nobody has. */
export type MakingOutcome =
  | { readonly kind: "made"; readonly key: KeyPair & { readonly createdAt: Date } }
  | { readonly kind: "full" }
  | { readonly kind: "unknown"; readonly reason: string };

/** IAM and STS as a rotation needs them. A call tries again what can pass, and rejects with the signal's reason. */
export interface RotationAws {
  listKeys(signal: AbortSignal): Promise<AwsOutcome<readonly UserKey[]>>;
  createKey(signal: AbortSignal): Promise<AwsOutcome<MakingOutcome>>;
  setKeyActive(keyId: string, active: boolean, signal: AbortSignal): Promise<AwsOutcome<null>>;
  /** Succeeds for a key that is gone, too. */
  deleteKey(keyId: string, signal: AbortSignal): Promise<AwsOutcome<null>>;
  /** Whose a pair is, asked with itself. */
  identify(pair: KeyPair, signal: AbortSignal): Promise<AwsOutcome<CallerIdentity>>;
}

/** One place of a target, as it was read. */
export interface PlacedPair {
  readonly name: string;
  readonly readable: RotationPlace["readable"];
  readonly keyId: string | null;
  /** Null where it is hidden. */
  readonly secret: Secret | null;
  /** The pair that stood there before, where the target keeps it. */
  readonly previous: KeyPair | null;
  /** Why nothing may be stored there, in a sentence without its full stop; null where it may. */
  readonly problem: string | null;
  /** Writes the secret, then the id. Throws one `GitlabEcrError`. */
  store(pair: KeyPair, signal: AbortSignal): Promise<void>;
}

/** Where keys are stored. */
export interface RotationTarget {
  readonly name: string;
  /** All places that hold a key id, whosever it is. Throws one `GitlabEcrError`. */
  read(signal: AbortSignal): Promise<readonly PlacedPair[]>;
}

/** The journal's file. */
export interface JournalFile {
  readonly path: string;
  /** Null where there is none. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

/** What a rotation needs of the world. */
export interface RotationWorld {
  readonly aws: RotationAws;
  readonly targets: readonly RotationTarget[];
  readonly journal: JournalFile;
  /** Resolves after so many milliseconds, or rejects when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Tells of something that is done, or about to be. */
  tell(text: string): void;
}
