import type { ProviderPlan } from "../setup-plan.ts";
import type { FoundProvider } from "./account-state.ts";
import { type SetupChange, setupChange } from "./setup-change.ts";
import { isOurs, lackingTags, tagLines } from "./tags.ts";

/** What has to happen to the OIDC provider. One that setup didn't make gets the audience and nothing else. */
export function planProvider({ arn, url, audiences, tags }: ProviderPlan, found: FoundProvider | null): SetupChange {
  const base = { kind: "provider", arn } as const;
  if (found === null) {
    return setupChange({
      ...base,
      action: "create",
      details: [`+ url ${url}`, ...audiences.map((audience) => `+ audience ${audience}`)],
      calls: [{ call: "iam:CreateOpenIDConnectProvider", arn, url, audiences, tags }],
    });
  }
  const lacking = audiences.filter((audience) => !found.audiences.includes(audience));
  const untagged = isOurs(found.tags) ? lackingTags(found.tags, tags) : {};
  const calls = [
    ...lacking.map((audience) => ({ call: "iam:AddClientIDToOpenIDConnectProvider", arn, audience }) as const),
    ...(Object.keys(untagged).length > 0
      ? [{ call: "iam:TagOpenIDConnectProvider", arn, tags: untagged } as const]
      : []),
  ];
  if (calls.length === 0) return setupChange({ ...base, action: "keep" });
  return setupChange({
    ...base,
    action: "change",
    details: [...lacking.map((audience) => `+ audience ${audience}`), ...tagLines(untagged)],
    calls,
  });
}

/** What has to happen to the provider when all is to go. Roles that stay and need it keep it. */
export function removeProvider(
  { arn, audiences }: ProviderPlan,
  found: FoundProvider | null,
  trustingRoles: readonly string[],
): SetupChange[] {
  if (found === null) return [];
  const base = { kind: "provider", arn } as const;
  const keep = (reason: string) => [setupChange({ ...base, action: "keep", reason })];
  if (!isOurs(found.tags)) return keep("setup didn't make it: it lacks the tag managed-by=gitlab-ecr");
  if (trustingRoles.length > 0) return keep(`roles that stay trust it: ${trustingRoles.join(", ")}`);
  const foreign = found.audiences.filter((audience) => !audiences.includes(audience));
  if (foreign.length > 0) return keep(`it takes audiences that this plan doesn't name: ${foreign.join(", ")}`);
  return [setupChange({ ...base, action: "delete", calls: [{ call: "iam:DeleteOpenIDConnectProvider", arn }] })];
}
