import type { Drift, JsonObject, KeptKey } from "../../core/setup/index.ts";
import type { PublishOptions } from "./issuer-options.ts";
import type { StoredPlan } from "./publish-documents.ts";

/** One thing that a publication changes. */
export type PublishChange =
  | { readonly id: "keys" | "discovery"; readonly kind: "create" | "change" }
  | { readonly id: "versioning" }
  | {
      readonly id: "policy";
      /** The statement that is added. */
      readonly statement: JsonObject;
      /** How many statements stay as they are. */
      readonly others: number;
    }
  | { readonly id: "provider"; readonly arn: string; readonly audience: string }
  | { readonly id: "audience"; readonly arn: string; readonly audience: string };

/** What a publication came to, or would; `--json` prints it as it is. */
export interface PublishResult {
  readonly ok: true;
  readonly gitlabUrl: string;
  /** The public address: `iss` of the tokens, the URL of the provider. */
  readonly issuer: string;
  /** Where the documents lie: `s3://BUCKET[/PREFIX]` or a folder. */
  readonly place: string;
  /** What is to change, or was; empty where all is as it should be. */
  readonly changes: readonly PublishChange[];
  /** False where nothing was changed: a dry run, a question that wasn't answered with yes, or nothing to do. */
  readonly applied: boolean;
  readonly dryRun: boolean;
  readonly keys: {
    readonly published: readonly string[];
    readonly added: readonly string[];
    readonly kept: readonly KeptKey[];
    readonly dropped: readonly string[];
  };
  readonly provider: {
    /** Null where no account is known: a folder is in none. */
    readonly arn: string | null;
    readonly audience: string;
    /** Whether it is there now; `unknown` where this identity may not look, and for a folder. */
    readonly status: "there" | "missing" | "unknown";
  };
  /** How the public documents differ from the instance's; null where nothing was published, so that nobody looked. */
  readonly drift: readonly Drift[] | null;
  /** What to set in GitLab, 18.1 or later, once all this is public. */
  readonly settings: { readonly gitlabRb: string; readonly helm: JsonObject };
}

/** The part of the result that the plan gives. */
export function plannedResult(
  { gitlabUrl, issuer, dryRun }: PublishOptions,
  place: string,
  { keys }: StoredPlan,
): Pick<PublishResult, "ok" | "gitlabUrl" | "issuer" | "place" | "dryRun" | "keys" | "settings"> {
  const published = keys.keys.map(({ kid }) => String(kid));
  const { added, kept, dropped } = keys;
  const settings = {
    gitlabRb: `gitlab_rails['ci_id_tokens_issuer_url'] = '${issuer}'`,
    helm: { global: { appConfig: { ciIdTokens: { issuerUrl: issuer } } } },
  };
  return { ok: true, gitlabUrl, issuer, place, dryRun, keys: { published, added, kept, dropped }, settings };
}

/** The changes of the two documents. */
export function documentChanges({ documents }: StoredPlan): readonly PublishChange[] {
  return documents.flatMap(({ document, change }) => (change === null ? [] : [{ id: document, kind: change }]));
}
