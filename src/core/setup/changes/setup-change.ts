import type { SetupCall } from "./setup-call.ts";

/** Kinds of things that setup makes. */
export type ResourceKind = "provider" | "role" | "user" | "repository";

/** What happens to one thing of the plan. */
export interface SetupChange {
  readonly kind: ResourceKind;
  readonly arn: string;
  /**
   * `keep`: it is as it should be, or isn't setup's to change; `missing`: it isn't there and isn't setup's to make;
   * `conflict`: nothing is done at all until somebody decides.
   */
  readonly action: "create" | "change" | "delete" | "keep" | "missing" | "conflict";
  /** Why, in one sentence; null where the action says it all. */
  readonly reason: string | null;
  /** What differs, line by line: `+` comes, `-` goes, and what stays as it is without a sign. */
  readonly details: readonly string[];
  /** Both versions, of a conflict; null elsewhere. */
  readonly versions: { readonly there: string; readonly wanted: string } | null;
  /** What has to be called, in this order. */
  readonly calls: readonly SetupCall[];
}

/** A change; what is left out is empty. */
export function setupChange(given: Pick<SetupChange, "kind" | "arn" | "action"> & Partial<SetupChange>): SetupChange {
  return { reason: null, details: [], versions: null, calls: [], ...given };
}
