import type { JsonOperation } from "../json-service.ts";
import type { PolicyDocument } from "../policy/evaluate.ts";
import { readRepository } from "./repository-access.ts";

/** SetRepositoryPolicy: the repository's own policy, whole. */
export const setRepositoryPolicy: JsonOperation = (world, request, input) => {
  const name = String(input.repositoryName);
  const { repository, account } = readRepository(world, request, "ecr:SetRepositoryPolicy", {
    name,
    registryId: input.registryId,
  });
  repository.policy = JSON.parse(String(input.policyText)) as PolicyDocument;
  return { registryId: account.id, repositoryName: name, policyText: String(input.policyText) };
};
