import type { LifecyclePolicy, RepositoryCreation, RepositoryPlan } from "../setup-plan.ts";
import type { FoundRepository } from "./account-state.ts";
import type { SetupCall } from "./setup-call.ts";
import { type SetupChange, setupChange } from "./setup-change.ts";
import { isOurs, lackingTags, tagLines } from "./tags.ts";

/** What has to happen to a repository. One that setup didn't make is left as it is. */
export function planRepository(repository: RepositoryPlan, found: FoundRepository | undefined): SetupChange {
  const { arn, account, name, create } = repository;
  const base = { kind: "repository", arn } as const;
  const where = { arn, account, name };
  if (found === undefined && create === null) {
    const reason = "it isn't there, and pushes need it; --create-repository makes it";
    return setupChange({ ...base, action: "missing", reason });
  }
  if (create === null) return setupChange({ ...base, action: "keep" });
  if (found === undefined) {
    const { immutableTags, scanOnPush, kmsKey, tags, lifecyclePolicy: policy } = create;
    return setupChange({
      ...base,
      action: "create",
      details: settingLines("+", { immutableTags, scanOnPush, kmsKey, policy }),
      calls: [
        { call: "ecr:CreateRepository", ...where, immutableTags, scanOnPush, kmsKey, tags },
        { call: "ecr:PutLifecyclePolicy", ...where, policy },
      ],
    });
  }
  if (!isOurs(found.tags)) {
    return setupChange({ ...base, action: "keep", reason: "setup didn't make it, and leaves it as it is" });
  }
  if ((found.kmsKey === null) !== (create.kmsKey === null)) {
    const named = (kmsKey: string | null) => (kmsKey === null ? "keys of S3 (AES256)" : kmsKey);
    return setupChange({
      ...base,
      action: "conflict",
      reason: "a repository's encryption can't be changed once it is made",
      versions: { there: named(found.kmsKey), wanted: named(create.kmsKey) },
    });
  }
  const steps = stepsFor(create, found, where);
  if (steps.length === 0) return setupChange({ ...base, action: "keep" });
  return setupChange({
    ...base,
    action: "change",
    details: steps.flatMap(({ details }) => details),
    calls: steps.map(({ call }) => call),
  });
}

function stepsFor(
  create: RepositoryCreation,
  found: FoundRepository,
  where: Pick<RepositoryPlan, "arn" | "account" | "name">,
): { call: SetupCall; details: string[] }[] {
  const { immutableTags, scanOnPush, lifecyclePolicy: policy } = create;
  const tags = lackingTags(found.tags, create.tags);
  const there = found.lifecyclePolicy;
  const steps: { call: SetupCall; details: string[] }[] = [];
  if (immutableTags !== found.immutableTags) {
    steps.push({
      call: { call: "ecr:PutImageTagMutability", ...where, immutableTags },
      details: [
        `- tags ${found.immutableTags ? "immutable" : "mutable"}`,
        `+ tags ${immutableTags ? "immutable" : "mutable"}`,
      ],
    });
  }
  if (scanOnPush !== found.scanOnPush) {
    steps.push({
      call: { call: "ecr:PutImageScanningConfiguration", ...where, scanOnPush },
      details: [`${scanOnPush ? "+" : "-"} scan on push`],
    });
  }
  if (there === null || canonical(JSON.parse(there)) !== canonical(policy)) {
    steps.push({
      call: { call: "ecr:PutLifecyclePolicy", ...where, policy },
      details: [...(there === null ? [] : lifecycleLines("-", JSON.parse(there))), ...lifecycleLines("+", policy)],
    });
  }
  if (Object.keys(tags).length > 0) {
    steps.push({ call: { call: "ecr:TagResource", ...where, tags }, details: tagLines(tags) });
  }
  return steps;
}

/** What has to happen to a repository when all is to go. One that holds images is never deleted. */
export function removeRepository(repository: RepositoryPlan, found: FoundRepository | undefined): SetupChange[] {
  const { arn, account, name, create } = repository;
  if (found === undefined || create === null) return [];
  const base = { kind: "repository", arn } as const;
  const keep = (reason: string) => [setupChange({ ...base, action: "keep", reason })];
  if (!isOurs(found.tags)) return keep("setup didn't make it: it lacks the tag managed-by=gitlab-ecr");
  const tags = Object.keys(lackingTags(found.tags, create.tags));
  if (tags.length > 0) return keep(`it lacks tags of this plan: ${tags.join(", ")}`);
  if (found.holdsImages !== false) return keep("it holds images: setup never deletes those");
  return [setupChange({ ...base, action: "delete", calls: [{ call: "ecr:DeleteRepository", arn, account, name }] })];
}

function settingLines(
  sign: "+",
  settings: Pick<RepositoryCreation, "immutableTags" | "scanOnPush" | "kmsKey"> & { readonly policy: LifecyclePolicy },
): string[] {
  const { immutableTags, scanOnPush, kmsKey, policy } = settings;
  return [
    `${sign} tags ${immutableTags ? "immutable" : "mutable"}`,
    ...(scanOnPush ? [`${sign} scan on push`] : []),
    ...(kmsKey === null ? [] : [`${sign} KMS key ${kmsKey}`]),
    ...lifecycleLines(sign, policy),
  ];
}

function lifecycleLines(sign: "+" | "-", policy: unknown): string[] {
  const { rules } = policy as { readonly rules?: readonly { readonly description?: string }[] };
  return (rules ?? []).map((rule) => `${sign} lifecycle: ${rule.description ?? JSON.stringify(rule)}`);
}

/** JSON whose members are in one order, so that two can be compared. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
}
