import type { JsonOperation } from "../json-service.ts";
import { Refusal } from "../service.ts";
import { readRepository } from "./repository-access.ts";

/** DeleteRepository: with images only by force. */
export const deleteRepository: JsonOperation = (world, request, input) => {
  const name = String(input.repositoryName);
  const { repository, account, arn } = readRepository(world, request, "ecr:DeleteRepository", {
    name,
    registryId: input.registryId,
  });
  if ((repository.images ?? []).length > 0 && input.force !== true) {
    throw new Refusal(
      400,
      "RepositoryNotEmptyException",
      `The repository with name '${name}' in registry with id '${account.id}' cannot be deleted because it still contains images`,
    );
  }
  account.repositories = account.repositories.filter((one) => one !== repository);
  return { repository: { repositoryArn: arn, registryId: account.id, repositoryName: name } };
};
