import type { AuthChoice, Claims, RoleArn } from "../../core/identity/index.ts";
import type { RegionTarget } from "../../core/registry/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import type { Run } from "../run.ts";
import type { DoctorOptions } from "./doctor-options.ts";
import type { DoctorWorld } from "./doctor-world.ts";

/** Everything that a step may look at: what was asked for, and how a login would go about it. */
export interface Case {
  readonly options: DoctorOptions;
  readonly world: DoctorWorld;
  readonly run: Run;
  /** How to get in: `claims` where a job's claims were pasted and nothing can be exchanged. */
  readonly way: Way;
  /** Region of STS, and of IAM's partition. */
  readonly region: string;
  readonly targets: readonly RegionTarget[];
}

export type Way =
  | {
      readonly method: "oidc";
      readonly choice: AuthChoice;
      readonly role: RoleArn;
      readonly token: Secret;
      readonly claims: Claims;
    }
  | {
      readonly method: "claims";
      readonly role: RoleArn;
      readonly claims: Claims;
      /** Claims that the job's token may have, with values that aren't known; all others that `claims` lacks are absent. */
      readonly unknownClaims?: readonly string[];
    }
  | { readonly method: "static" | "ambient"; readonly choice: AuthChoice };
