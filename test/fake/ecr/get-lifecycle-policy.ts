import type { JsonOperation } from "../json-service.ts";
import { Refusal } from "../service.ts";
import { readRepository } from "./repository-access.ts";

/** GetLifecyclePolicy. */
export const getLifecyclePolicy: JsonOperation = (world, request, input) => {
  const name = String(input.repositoryName);
  const { repository, account } = readRepository(world, request, "ecr:GetLifecyclePolicy", {
    name,
    registryId: input.registryId,
  });
  if (repository.lifecyclePolicy === undefined) {
    throw new Refusal(
      400,
      "LifecyclePolicyNotFoundException",
      `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${account.id}'`,
    );
  }
  return { registryId: account.id, repositoryName: name, lifecyclePolicyText: repository.lifecyclePolicy };
};
