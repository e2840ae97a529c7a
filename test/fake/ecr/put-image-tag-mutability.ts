import type { JsonOperation } from "../json-service.ts";
import { readRepository } from "./repository-access.ts";

/** PutImageTagMutability. */
export const putImageTagMutability: JsonOperation = (world, request, input) => {
  const name = String(input.repositoryName);
  const { repository, account } = readRepository(world, request, "ecr:PutImageTagMutability", {
    name,
    registryId: input.registryId,
  });
  repository.tagMutability = input.imageTagMutability === "IMMUTABLE" ? "IMMUTABLE" : "MUTABLE";
  return { registryId: account.id, repositoryName: name, imageTagMutability: repository.tagMutability };
};
