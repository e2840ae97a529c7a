import type { PublishPlace } from "../../core/setup/index.ts";

/** What `setup issuer` is told. */
export interface IssuerOptions {
  /** The instance's own address: https:, no slash at the end. */
  readonly gitlabUrl: string;
  /** The public address, which becomes `iss`. */
  readonly issuer: string;
  /** How long a key that GitLab no longer publishes stays, in seconds. */
  readonly keepSeconds: number;
}

/** What a publication is told besides. */
export interface PublishOptions extends IssuerOptions {
  readonly place: PublishPlace;
  /** Whether the issuer is the bucket's own address, which its policy must then open. */
  readonly ownAddress: boolean;
  /** Audience that the OIDC provider takes. */
  readonly audience: string;
  /** Publish GitLab's own keys alone. */
  readonly dropOld: boolean;
  readonly dryRun: boolean;
}
