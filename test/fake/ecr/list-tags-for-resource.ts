import type { JsonOperation } from "../json-service.ts";
import { readRepository } from "./repository-access.ts";
import { nameInArn } from "./repository-tags.ts";

/** ListTagsForResource: a repository. */
export const listTagsForResource: JsonOperation = (world, request, input) => {
  const name = nameInArn(input.resourceArn);
  const { repository } = readRepository(world, request, "ecr:ListTagsForResource", { name, registryId: undefined });
  return { tags: Object.entries(repository.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
};
