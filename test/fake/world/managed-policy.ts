import type { PolicyDocument } from "../policy/evaluate.ts";
import { exampleAccountId } from "./account.ts";
import type { ManagedPolicy } from "./iam.ts";
import { uniqueId } from "./identifiers.ts";
import type { World } from "./world.ts";

const CREATED = new Date("2025-01-15T08:00:00Z");

/** A managed policy of the account, in one version. */
export function managedPolicy(
  name: string,
  document: PolicyDocument,
  over: Partial<ManagedPolicy> & { accountId?: string; partition?: string } = {},
): ManagedPolicy {
  const { accountId = exampleAccountId, partition = "aws", ...fields } = over;
  return {
    arn: `arn:${partition}:iam::${accountId}:policy/${name}`,
    id: uniqueId("ANPA"),
    description: undefined,
    createdAt: CREATED,
    versions: [{ id: "v1", document, isDefault: true, createdAt: CREATED }],
    tags: {},
    ...fields,
  };
}

/** The managed policy of that ARN: an account's own, or one of `world.managedPolicies`, which has one version. */
export function findManagedPolicy(world: World, arn: string): ManagedPolicy | undefined {
  for (const { managedPolicies } of world.accounts) {
    const own = managedPolicies.find((policy) => policy.arn === arn);
    if (own !== undefined) return own;
  }
  const document = world.managedPolicies[arn];
  if (document === undefined) return undefined;
  return managedPolicy("", document, { arn, id: `ANPA${arn.replace(/[^A-Z]/g, "").padEnd(17, "A")}` });
}

/** The document that a managed policy has in force. */
export function managedDocument(world: World, arn: string): PolicyDocument | undefined {
  return findManagedPolicy(world, arn)?.versions.find(({ isDefault }) => isDefault)?.document;
}
