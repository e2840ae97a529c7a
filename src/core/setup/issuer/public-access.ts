/** A bucket's own settings against public access. Source: Amazon S3 API Reference, PublicAccessBlockConfiguration. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

/** A setting that stands in the way of a policy for everybody. */
export type BlockingSetting = "BlockPublicPolicy" | "RestrictPublicBuckets";

/**
 * The settings that stand in the way, if they are on: one refuses the policy, the other takes its effect away. The two
 * about access control lists don't: no object gets one.
 */
export function blockingSettings(block: PublicAccessBlock | null): readonly BlockingSetting[] {
  if (block === null) return [];
  return (["BlockPublicPolicy", "RestrictPublicBuckets"] as const).filter((name) => block[name]);
}
