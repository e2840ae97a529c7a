import type { EndpointKind } from "../../core/registry/index.ts";
import type { LoginOptions } from "../login-options.ts";

/** What the online doctor is told beyond what a login is. Paths; `-` is standard input. */
export interface DoctorOptions {
  readonly login: LoginOptions;
  /** A job's claims, where no token is at hand: a JSON object, or the JWT itself. */
  readonly claims: string | null;
  /** A copy of the role's trust policy, for where the role can't be read. */
  readonly trustPolicy: string | null;
  /** Name or ARN of the repository that the job wants. */
  readonly repository: string | null;
  readonly access: "push" | "pull";
  /** Whether IAM's simulator is asked, too. */
  readonly simulate: boolean;
  /** Which endpoints of AWS, and which hosts of registries that aren't named by their host. */
  readonly endpoints: EndpointKind;
}
