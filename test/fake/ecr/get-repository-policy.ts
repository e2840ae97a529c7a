import type { JsonOperation } from "../json-service.ts";
import { Refusal } from "../service.ts";
import { readRepository } from "./repository-access.ts";

/** GetRepositoryPolicy: the text of the repository's own policy, plain JSON here. */
export const getRepositoryPolicy: JsonOperation = (world, request, input) => {
  const name = String(input.repositoryName);
  const { repository, account } = readRepository(world, request, "ecr:GetRepositoryPolicy", {
    name,
    registryId: input.registryId,
  });
  if (repository.policy === undefined) {
    throw new Refusal(
      400,
      "RepositoryPolicyNotFoundException",
      `Repository policy does not exist for the repository with name '${name}' in the registry with id '${account.id}'`,
    );
  }
  return { registryId: account.id, repositoryName: name, policyText: JSON.stringify(repository.policy) };
};
