import type { CredentialUse } from "../pipeline/index.ts";
import type { ListedVariable } from "./listed-variable.ts";

/**
 * Why a variable matters to a migration: it is part of an access key (`key`), a login's password (`password`), names or
 * holds other credentials of AWS's (`credentials`), configures docker (`docker-config`), or decides what the component does
 * (`input`).
 */
export type VariableConcern = "key" | "password" | "credentials" | "docker-config" | "input";

/** A variable that a migration concerns, without its value. */
export interface ConcernedVariable extends Omit<ListedVariable, "content"> {
  readonly concern: VariableConcern;
  readonly why: string;
  /** What becomes of it, and who does it. */
  readonly fate: string;
}

/** Who takes a variable's value as a credential. */
export interface VariableTaker {
  readonly name: string;
  /** What for; null where that isn't known any more. */
  readonly use: CredentialUse | null;
  /** A job with its place in the file, or projects. */
  readonly by: string;
  /** Whether a script's command takes it, and not a variable of the file; null where that isn't known any more. */
  readonly inScript: boolean | null;
  /** Whether the command goes with the login that the component replaces; null where that isn't known. */
  readonly replaced: boolean | null;
}

/** What a plan says that bears on variables. */
export interface PlanOfVariables {
  readonly phase: "dual" | "oidc";
  /** The component's inputs that the plan or the pipeline gives. */
  readonly inputs: ReadonlySet<string>;
  readonly takers: readonly VariableTaker[];
}
