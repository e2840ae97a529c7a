import type { JsonOperation } from "../json-service.ts";
import { registrySuffix } from "../locate.ts";
import { regionOf } from "../region.ts";
import type { ServiceRequest } from "../service.ts";
import { Refusal } from "../service.ts";
import { callerOf } from "../signature/caller.ts";
import { deniedMessage, mayDo } from "../signature/may-do.ts";
import type { Repository, World } from "../world/world.ts";
import { ecrWords } from "./registry-password.ts";
import { readRepository } from "./repository-access.ts";

/** DescribeRepositories: of named ones, else all of the registry in pages of `maxResults` (100 by default). */
export const describeRepositories: JsonOperation = (world, request, input) => {
  if (Array.isArray(input.repositoryNames)) {
    const names = input.repositoryNames.map(String);
    return {
      repositories: names.map((name) => {
        const { repository, account, arn } = readRepository(world, request, "ecr:DescribeRepositories", {
          name,
          registryId: input.registryId,
        });
        return described(world, request, { repository, accountId: account.id, partition: account.partition, arn });
      }),
    };
  }
  const caller = callerOf(world, request, ecrWords("ecr"));
  const region = regionOf(world, request);
  const { id, partition, repositories } = caller.account;
  const all = `arn:${partition}:ecr:${region}:${id}:repository/*`;
  const permission = mayDo(caller, "ecr:DescribeRepositories", all);
  if (permission !== "allow") {
    throw new Refusal(400, "AccessDeniedException", deniedMessage(caller, "ecr:DescribeRepositories", all, permission));
  }
  const here = repositories.filter((repository) => repository.region === region);
  const start = Number(Buffer.from(String(input.nextToken ?? ""), "base64").toString() || "0");
  const size = Number(input.maxResults ?? 100);
  const more = start + size < here.length;
  return {
    repositories: here.slice(start, start + size).map((repository) => {
      const arn = `arn:${partition}:ecr:${region}:${id}:repository/${repository.name}`;
      return described(world, request, { repository, accountId: id, partition, arn });
    }),
    ...(more ? { nextToken: Buffer.from(String(start + size)).toString("base64") } : {}),
  };
};

function described(
  world: World,
  request: ServiceRequest,
  {
    repository,
    accountId,
    partition,
    arn,
  }: { repository: Repository; accountId: string; partition: Parameters<typeof registrySuffix>[0]; arn: string },
): Record<string, unknown> {
  const host = `${accountId}.dkr.ecr.${regionOf(world, request)}.${registrySuffix(partition)}`;
  return {
    repositoryArn: arn,
    registryId: accountId,
    repositoryName: repository.name,
    repositoryUri: `${host}/${repository.name}`,
    createdAt: (repository.createdAt?.getTime() ?? 1_736_931_000_000) / 1000,
    imageTagMutability: repository.tagMutability ?? "MUTABLE",
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush ?? false },
    encryptionConfiguration: repository.encryption ?? { encryptionType: "AES256" },
  };
}
