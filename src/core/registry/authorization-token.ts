import type { Secret } from "../secret/index.ts";

/** What ECR's GetAuthorizationToken answers: one password for all registries of a region. */
export interface AuthorizationToken {
  readonly username: string;
  readonly password: Secret;
  readonly expiresAt: Date;
  /** URL of the caller's own registry; null where the answer doesn't name it. */
  readonly proxyEndpoint: string | null;
}
