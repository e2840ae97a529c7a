import type { JsonOperation } from "../json-service.ts";
import { readRepository } from "./repository-access.ts";
import { nameInArn, tagsIn } from "./repository-tags.ts";

/** TagResource: a repository. */
export const tagResource: JsonOperation = (world, request, input) => {
  const name = nameInArn(input.resourceArn);
  const { repository } = readRepository(world, request, "ecr:TagResource", { name, registryId: undefined });
  repository.tags = { ...repository.tags, ...tagsIn(input) };
  return {};
};
