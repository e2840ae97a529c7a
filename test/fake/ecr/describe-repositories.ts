import type { JsonOperation } from "../json-service.ts";
import { registrySuffix } from "../locate.ts";
import { regionOf } from "../region.ts";
import { readRepository } from "./repository-access.ts";

/** DescribeRepositories, of named ones. */
export const describeRepositories: JsonOperation = (world, request, input) => {
  const names = Array.isArray(input.repositoryNames) ? input.repositoryNames.map(String) : [];
  return {
    repositories: names.map((name) => {
      const { repository, account, arn } = readRepository(world, request, "ecr:DescribeRepositories", {
        name,
        registryId: input.registryId,
      });
      const host = `${account.id}.dkr.ecr.${regionOf(world, request)}.${registrySuffix(account.partition)}`;
      return {
        repositoryArn: arn,
        registryId: account.id,
        repositoryName: name,
        repositoryUri: `${host}/${name}`,
        createdAt: 1_736_931_000,
        imageTagMutability: repository.tagMutability ?? "MUTABLE",
      };
    }),
  };
};
