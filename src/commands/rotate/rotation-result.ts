import type { RollBackStep, RotationStep } from "../../core/rotation/index.ts";

/** A step as results tell it; times are ISO 8601 in UTC. */
export type ToldStep = { readonly step: string } & Readonly<Record<string, string | readonly string[] | null>>;

/** How far a rotation is; `--json` prints it as it is. Times are ISO 8601 in UTC. */
export interface RotationResult {
  readonly ok: true;
  readonly account: string;
  readonly user: string;
  /**
   * `finished`: the old key is gone; `waiting`: run it again at `next.until`; `fresh`: the key is too young; `planned`:
   * nothing was changed; `rolled-back`: the old key is active again.
   */
  readonly state: "finished" | "waiting" | "fresh" | "planned" | "rolled-back";
  readonly oldKeyId: string | null;
  readonly newKeyId: string | null;
  /** What this run did. */
  readonly done: readonly ToldStep[];
  /** What a plan would do, in order. */
  readonly plan: readonly ToldStep[];
  /** The step that is to come, and when it may be done; null where there is none. */
  readonly next: { readonly step: string; readonly keyId: string; readonly until: string } | null;
  readonly keys: readonly {
    readonly id: string;
    readonly active: boolean;
    readonly createdAt: string;
    readonly lastUsedAt: string | null;
  }[];
  /** Places that hold a key of the user, and which. */
  readonly places: readonly {
    readonly name: string;
    readonly keyId: string | null;
    readonly secretReadable: boolean;
  }[];
  /** Places of the targets with keys of others, which stay as they are. */
  readonly leftAlone: readonly string[];
}

/** A step as results tell it. */
export function toldStep({ kind, ...rest }: RotationStep | RollBackStep): ToldStep {
  const fields = Object.entries(rest).map(([name, value]: [string, unknown]) => [name, told(value)]);
  return { step: kind, ...Object.fromEntries(fields) } as ToldStep;
}

function told(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" && value !== null && "id" in value ? value.id : value;
}
