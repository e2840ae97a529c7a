import { parseArn } from "../policy/index.ts";
import { formatRegistryHost, isRepositoryName, type PartitionName } from "../registry/index.ts";
import { quoted, refuse } from "./refuse.ts";
import type { LifecyclePolicy, RepositoryCreation, RepositoryPlan, ResourceTags } from "./setup-plan.ts";
import type { RepositorySettings, SetupRequest } from "./setup-request.ts";

/** The repositories that the access is for. Throws `input-invalid` for names that ECR doesn't take. */
export function readRepositories(
  request: SetupRequest,
  partition: PartitionName,
  tags: ResourceTags,
): readonly RepositoryPlan[] {
  const { repositories = [], region, accountId, registryAccountId = accountId, createRepositories } = request;
  if (repositories.length === 0 && request.access !== "audit") {
    throw refuse("There is no repository to give access to.", "Give --repository NAME.");
  }
  if (createRepositories !== undefined && registryAccountId !== accountId) {
    throw refuse(
      `The repositories are in account ${registryAccountId}, and what is made here is made in ${accountId}.`,
      `Make them in ${registryAccountId}, with its own credentials, and leave --create-repository out here.`,
    );
  }
  const create = createRepositories === undefined ? null : readCreation(createRepositories, partition, tags);
  return [...new Set(repositories)].map((name) => {
    if (!isRepositoryName(name) || name.length < 2) {
      throw refuse(`${quoted(name)} isn't a repository's name: lower-case letters and digits, joined by . _ - or /.`);
    }
    const host = formatRegistryHost({ accountId: registryAccountId, region, fips: false, dualstack: false }) ?? "";
    const arn = `arn:${partition}:ecr:${region}:${registryAccountId}:repository/${name}`;
    return { name, arn, account: registryAccountId, host, create };
  });
}

function readCreation(settings: RepositorySettings, partition: PartitionName, tags: ResourceTags): RepositoryCreation {
  const { immutableTags = true, scanOnPush = true, keepImages, kmsKey = null } = settings;
  if (keepImages !== undefined && !(Number.isInteger(keepImages) && keepImages >= 1)) {
    throw refuse(`${keepImages} isn't a number of images to keep: it must be 1 or more.`);
  }
  const key = kmsKey === null ? null : parseArn(kmsKey);
  if (kmsKey !== null && !(key?.service === "kms" && key.partition === partition)) {
    throw refuse(`${quoted(kmsKey)} isn't the ARN of a KMS key, arn:${partition}:kms:REGION:ACCOUNT:key/ID.`);
  }
  return { immutableTags, scanOnPush, kmsKey, lifecyclePolicy: lifecyclePolicy(keepImages), tags };
}

/** Amazon ECR User Guide, "Lifecycle policy properties": a rule for any tag status comes last. */
function lifecyclePolicy(keepImages: number | undefined): LifecyclePolicy {
  const untagged = {
    rulePriority: 1,
    description: "Images without a tag go after two weeks",
    selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 14 },
    action: { type: "expire" },
  } as const;
  if (keepImages === undefined) return { rules: [untagged] };
  const most = {
    rulePriority: 2,
    description: `The newest ${keepImages} images stay`,
    selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
    action: { type: "expire" },
  } as const;
  return { rules: [untagged, most] };
}
