import type { JsonOperation } from "../json-service.ts";
import { readRepository } from "./repository-access.ts";

/** ListImages: digests and tags, in one page. */
export const listImages: JsonOperation = (world, request, input) => {
  const { repository } = readRepository(world, request, "ecr:ListImages", {
    name: String(input.repositoryName),
    registryId: input.registryId,
  });
  const ids = (repository.images ?? []).flatMap(({ digest, tags }) =>
    tags.length === 0 ? [{ imageDigest: digest }] : tags.map((tag) => ({ imageDigest: digest, imageTag: tag })),
  );
  return { imageIds: ids.slice(0, Number(input.maxResults ?? 100)) };
};
