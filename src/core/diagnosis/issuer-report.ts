/** What an issuer publishes, as it was seen from here. */
export type IssuerReport =
  | {
      readonly kind: "failed";
      /** The address that failed. */
      readonly url: string;
      /**
       * `network`: no answer; `tls`: a certificate that isn't trusted; `redirect`: it points elsewhere; `status`: another
       * answer than 200; `content`: not the document that it should be.
       */
      readonly problem: "network" | "tls" | "redirect" | "status" | "content";
      /** In a few words. */
      readonly detail: string;
    }
  | {
      readonly kind: "read";
      readonly discoveryUrl: string;
      /** The issuer that the discovery document names. */
      readonly issuer: string;
      readonly keysUrl: string;
      readonly algorithms: readonly string[];
      readonly keys: readonly PublishedKey[];
      /** Ids of the keys that the GitLab instance itself publishes now; null where it is the issuer, or doesn't answer. */
      readonly liveKeyIds: readonly string[] | null;
    };

/** One key of an issuer's key set. */
export interface PublishedKey {
  readonly id: string | null;
  readonly type: string | null;
  readonly algorithm: string | null;
}
