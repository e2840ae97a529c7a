import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { UserKey } from "../../core/rotation/index.ts";
import type { ApplyWorld } from "./apply-migration.ts";

/** IAM as a retirement and its undoing need it. */
export interface RetireAws {
  /** Name of the user that a key belongs to. */
  keyOwner(keyId: string, signal: AbortSignal): Promise<AwsOutcome<string>>;
  listKeys(user: string, signal: AbortSignal): Promise<AwsOutcome<readonly UserKey[]>>;
  setKeyActive(user: string, keyId: string, active: boolean, signal: AbortSignal): Promise<AwsOutcome<null>>;
  /** Succeeds for a key that is gone, too. */
  deleteKey(user: string, keyId: string, signal: AbortSignal): Promise<AwsOutcome<null>>;
}

/** A pair of variables, in one environment scope. */
export interface KeyPlace {
  /** For people: `gitlab-project:org/app, scope *`. */
  readonly name: string;
  /** The target that it belongs to, where other projects have its variables, too; null for a project's own. */
  readonly sharedBy: string | null;
  /** Null where it is hidden. */
  readonly keyId: string | null;
  /** Deletes the secret's variable, then the id's: as long as the id stands there, the pair is found again. */
  remove(signal: AbortSignal): Promise<void>;
}

/** What a retirement needs of the world. */
export interface RetireWorld extends ApplyWorld {
  readonly aws: RetireAws;
  readPlaces(signal: AbortSignal): Promise<readonly KeyPlace[]>;
  /** Tells of something that is done. */
  tell(text: string): void;
}
