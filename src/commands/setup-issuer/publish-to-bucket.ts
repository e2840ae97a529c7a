import { catalogueError } from "../../core/errors/index.ts";
import type { Drift } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import { bucketStore, objectKey } from "./bucket-store.ts";
import { accepted, type PublishScene, partitionOf } from "./explain-publish.ts";
import type { PublishOptions } from "./issuer-options.ts";
import type { AccountWorld, IssuerReader } from "./issuer-world.ts";
import { lookOutside } from "./look-outside.ts";
import { type BucketPlan, planBucket } from "./plan-bucket.ts";
import { applyProvider, type ProviderPlan, planProvider } from "./plan-provider.ts";
import { planPublication, type StoredPlan, writeDocuments } from "./publish-documents.ts";
import { documentChanges, type PublishChange, type PublishResult, plannedResult } from "./publish-result.ts";
import { readInstance } from "./read-instance.ts";

/** What a publication to S3 needs of the world. */
export interface BucketWorld {
  readonly reader: IssuerReader;
  /** Gets credentials and opens the bucket; called once the instance's documents are known to be fit. */
  openAccount(): Promise<AccountWorld>;
  /** Shows what would change, and asks whether it shall. */
  confirm(planned: PublishResult): Promise<boolean>;
  /** Looks again for a moment, until what it sees is as it should be: S3's policies take seconds to hold. */
  settle<T>(look: () => Promise<T>, settled: (seen: T) => boolean): Promise<T>;
}

interface WholePlan {
  readonly documents: StoredPlan;
  readonly bucket: BucketPlan;
  readonly provider: ProviderPlan;
}

/** Publishes the documents in a bucket of S3, and makes the OIDC provider for them. Throws one `GitlabEcrError`. */
export async function publishToBucket(
  options: PublishOptions & { readonly bucket: string; readonly prefix: string },
  world: BucketWorld,
  run: Run,
): Promise<PublishResult> {
  const live = await readInstance(options, world.reader, run);
  const account = await world.openAccount();
  const scene = sceneOf(options, account.facts);
  const store = bucketStore(account.bucket, { prefix: options.prefix, scene, signal: run.signal });
  const plan: WholePlan = {
    bucket: await planBucket(account.bucket, { ownAddress: options.ownAddress, scene }, run),
    documents: await planPublication(options, live, { store, place: scene.place }, run),
    provider: await planProvider(account.providers, { audience: options.audience, scene }, run),
  };

  const changes = changesOf(plan, options, scene);
  const planned: PublishResult = {
    ...plannedResult(options, scene.place, plan.documents),
    changes,
    applied: false,
    drift: null,
    provider: { arn: scene.providerArn, audience: options.audience, status: statusOf(plan.provider) },
  };
  const look = () => lookOutside(options, live, world.reader, run);
  if (options.dryRun) return planned;
  if (changes.length === 0) return { ...planned, drift: await look() };
  if (!(await world.confirm(planned))) return planned;

  await applyBucket(plan, { account, scene, store }, run);
  const drift = await world.settle(look, (seen) => seen.length === 0);
  // IAM reads the issuer's address itself: it must answer before there is a provider for it.
  if (breaks(drift)) return { ...planned, applied: true, drift };
  await applyProvider(plan.provider, account.providers, { ...options, scene }, run);
  const status = plan.provider === "unknown" ? "unknown" : "there";
  return { ...planned, applied: true, drift, provider: { ...planned.provider, status } };
}

/** Whether AWS refuses tokens as things are. */
function breaks(drift: readonly Drift[]): boolean {
  return drift.some(({ breaksLogins }) => breaksLogins);
}

async function applyBucket(
  { bucket, documents }: WholePlan,
  { account, scene, store }: { account: AccountWorld; scene: PublishScene; store: ReturnType<typeof bucketStore> },
  run: Run,
): Promise<void> {
  const { bucket: api } = account;
  // Versions first, so that what is replaced can be had back.
  if (bucket.enableVersioning) {
    accepted(await run.step("switch versioning on", () => api.enableVersioning(run.signal)), scene);
  }
  await writeDocuments(documents, store, run);
  const { policy } = bucket;
  if (policy === null) return;
  await run.step("extend the bucket's policy", async () => {
    const now = accepted(await api.readPolicy(run.signal), scene);
    if (now !== policy.before) {
      throw catalogueError("publish-conflict", { place: scene.place, reason: "the bucket's policy changed meanwhile" });
    }
    accepted(await api.writePolicy(policy.after, run.signal), scene);
  });
}

function sceneOf(
  { bucket, prefix, issuer }: { readonly bucket: string; readonly prefix: string; readonly issuer: string },
  facts: AccountWorld["facts"],
): PublishScene {
  const partition = partitionOf(facts.identity);
  return {
    facts,
    bucket,
    objectArns: (["discovery", "keys"] as const).map(
      (document) => `arn:${partition}:s3:::${bucket}/${objectKey(prefix, document)}`,
    ),
    place: `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`,
    providerArn: `arn:${partition}:iam::${facts.account}:oidc-provider/${issuer.replace("https://", "")}`,
  };
}

function changesOf(
  { bucket, documents, provider }: WholePlan,
  { audience }: PublishOptions,
  { providerArn: arn }: PublishScene,
): readonly PublishChange[] {
  const { policy } = bucket;
  return [
    ...(bucket.enableVersioning ? [{ id: "versioning" } as const] : []),
    ...documentChanges(documents),
    ...(policy === null ? [] : [{ id: "policy", statement: policy.statement, others: policy.others } as const]),
    ...(provider === "create" ? [{ id: "provider", arn, audience } as const] : []),
    ...(provider === "add-audience" ? [{ id: "audience", arn, audience } as const] : []),
  ];
}

function statusOf(plan: ProviderPlan): PublishResult["provider"]["status"] {
  if (plan === "unknown") return "unknown";
  return plan === "create" ? "missing" : "there";
}
