import type { RotationSettings } from "../../core/rotation/index.ts";
import type { ToldStep } from "./rotation-result.ts";

/** What a rotation is told. */
export interface RotationOptions {
  readonly user: string;
  readonly settings: RotationSettings;
  /** Only tell what would be done. */
  readonly dryRun: boolean;
  readonly rollback: boolean;
  /** Until when this run may wait for the next step; null: it ends, and says when to run again. */
  readonly waitUntil: Date | null;
  /** Names of the variables or fields, for messages. */
  readonly names: { readonly id: string; readonly secret: string };
}

/** Whose credentials make the calls. */
export interface RotationCaller {
  readonly account: string;
  readonly partition: string;
  /** ARN. */
  readonly identity: string;
  readonly accessKeyId: string;
  readonly region: string;
}

/** Shows a plan, and asks for agreement where it wasn't given yet: `nobody` is there to be asked. */
export type AskForAgreement = (plan: readonly ToldStep[]) => Promise<"yes" | "no" | "nobody">;
