import { catalogueError } from "../../core/errors/index.ts";
import { allowPublicRead, blockingSettings, type JsonObject } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import { accepted, type PublishScene } from "./explain-publish.ts";
import type { BucketApi } from "./issuer-world.ts";

/** What of a bucket's own settings is to change. */
export interface BucketPlan {
  readonly enableVersioning: boolean;
  /** Null where the policy stays as it is. */
  readonly policy: {
    /** The policy as it was read. */
    readonly before: string | null;
    readonly after: string;
    readonly statement: JsonObject;
    readonly others: number;
  } | null;
}

/**
 * Reads the bucket's settings and says what is to change. Where the issuer isn't the bucket's own address, whoever
 * serves it reads the bucket, and neither its policy nor its public access is looked at.
 *
 * Throws `publish-blocked` where a setting against public access stands in the way.
 */
export async function planBucket(
  api: BucketApi,
  { ownAddress, scene }: { readonly ownAddress: boolean; readonly scene: PublishScene },
  run: Run,
): Promise<BucketPlan> {
  return run.step("read the bucket's settings", async () => {
    const { enabled } = accepted(await api.readVersioning(run.signal), scene);
    if (!ownAddress) return { enableVersioning: !enabled, policy: null };
    await refuseBlocked(api, scene, run);
    const before = accepted(await api.readPolicy(run.signal), scene);
    const change = allowPublicRead(before, scene.objectArns);
    if (change.kind === "unfit") {
      const { bucket, facts } = scene;
      throw catalogueError("bucket-unusable", { bucket, region: facts.region, reason: change.reason });
    }
    if (change.kind === "keep") return { enableVersioning: !enabled, policy: null };
    const { text: after, statement, others } = change;
    return { enableVersioning: !enabled, policy: { before, after, statement, others } };
  });
}

async function refuseBlocked(api: BucketApi, scene: PublishScene, run: Run): Promise<void> {
  const { bucket, facts } = scene;
  const outcome = await api.readPublicAccessBlock(run.signal);
  // Whoever may not look finds out by the policy.
  if (!outcome.ok && outcome.failure.kind === "aws" && outcome.failure.awsCode === "AccessDenied") return;
  const settings = blockingSettings(accepted(outcome, scene));
  if (settings.length === 0) return;
  const reason = `${settings.join(" and ")} ${settings.length === 1 ? "is" : "are"} on`;
  throw catalogueError("publish-blocked", { bucket, region: facts.region, settings, reason });
}
