import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { IssuerDocument, JsonObject, PublicAccessBlock } from "../../core/setup/index.ts";

/** What reading a document over https: came to. */
export type FetchedDocument =
  | { readonly kind: "read"; readonly document: JsonObject }
  | {
      readonly kind: "failed";
      readonly url: string;
      readonly problem: "network" | "tls" | "redirect" | "status" | "content";
      readonly detail: string;
    };

/** The instance's and the public address, as they answer to anybody. */
export interface IssuerReader {
  /** Reads a document without credentials, following no redirect. */
  readDocument(address: string, signal: AbortSignal): Promise<FetchedDocument>;
}

/** A document that lies at the place, and the version that a new one replaces. */
export interface StoredDocument {
  readonly text: string;
  readonly version: string;
}

/** Where the documents are written to. Its functions throw one `GitlabEcrError`. */
export interface DocumentStore {
  read(document: IssuerDocument): Promise<StoredDocument | null>;
  /** Writes a document in place of that version; null where there must be none. */
  write(document: IssuerDocument, text: string, replaces: string | null): Promise<void>;
}

/** One bucket of S3. */
export interface BucketApi {
  readObject(key: string, signal: AbortSignal): Promise<AwsOutcome<{ text: string; etag: string } | null>>;
  writeObject(
    object: {
      readonly key: string;
      readonly text: string;
      readonly contentType: string;
      readonly cacheControl: string;
      readonly replaces: string | null;
    },
    signal: AbortSignal,
  ): Promise<AwsOutcome<void>>;
  readVersioning(signal: AbortSignal): Promise<AwsOutcome<{ readonly enabled: boolean }>>;
  enableVersioning(signal: AbortSignal): Promise<AwsOutcome<void>>;
  readPublicAccessBlock(signal: AbortSignal): Promise<AwsOutcome<PublicAccessBlock | null>>;
  readPolicy(signal: AbortSignal): Promise<AwsOutcome<string | null>>;
  writePolicy(policy: string, signal: AbortSignal): Promise<AwsOutcome<void>>;
}

/** IAM's OIDC providers, with the credentials of this run. */
export interface ProviderApi {
  readProvider(arn: string, signal: AbortSignal): Promise<AwsOutcome<{ readonly audiences: readonly string[] }>>;
  createProvider(
    provider: { readonly url: string; readonly audiences: readonly string[] },
    signal: AbortSignal,
  ): Promise<AwsOutcome<{ readonly arn: string }>>;
  addAudience(arn: string, audience: string, signal: AbortSignal): Promise<AwsOutcome<void>>;
}

/** The account that a bucket is in, and who asks. */
export interface AccountWorld {
  readonly bucket: BucketApi;
  readonly providers: ProviderApi;
  readonly facts: {
    readonly account: string;
    /** ARN of who asks. */
    readonly identity: string;
    readonly region: string;
    /** Account that the bucket must belong to. */
    readonly owner: string;
  };
}
