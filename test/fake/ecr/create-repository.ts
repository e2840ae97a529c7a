import type { JsonOperation } from "../json-service.ts";
import { registrySuffix } from "../locate.ts";
import { regionOf } from "../region.ts";
import { Refusal } from "../service.ts";
import { callerOf } from "../signature/caller.ts";
import { deniedMessage, mayDo } from "../signature/may-do.ts";
import { ecrWords } from "./registry-password.ts";
import { demand, tagsIn } from "./repository-tags.ts";

/** Source: ECR API reference, CreateRepository, repositoryName. */
const wellFormed = "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";

/** CreateRepository, in the caller's own registry: permission comes first, then the name, then whether it is taken. */
export const createRepository: JsonOperation = (world, request, input) => {
  const caller = callerOf(world, request, ecrWords("ecr"));
  const region = regionOf(world, request);
  const { account } = caller;
  const {
    repositoryName: name = "",
    registryId = account.id,
    imageTagMutability = "MUTABLE",
  } = input as {
    repositoryName?: string;
    registryId?: string;
    imageTagMutability?: "MUTABLE" | "IMMUTABLE";
  };
  const arn = `arn:${account.partition}:ecr:${region}:${registryId}:repository/${name}`;
  const permission = mayDo(caller, "ecr:CreateRepository", arn);
  const abroad = registryId !== account.id;
  if (permission !== "allow" || abroad) {
    const message = deniedMessage(caller, "ecr:CreateRepository", arn, abroad ? "resource-policy" : permission);
    throw new Refusal(400, "AccessDeniedException", message);
  }
  if (name.length < 2 || name.length > 256 || !new RegExp(`^${wellFormed}$`).test(name)) {
    const message = `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '${wellFormed}''`;
    throw new Refusal(400, "InvalidParameterException", message);
  }
  if (account.repositories.some((one) => one.name === name && one.region === region)) {
    const message = `The repository with name '${name}' already exists in the registry with id '${account.id}'`;
    throw new Refusal(400, "RepositoryAlreadyExistsException", message);
  }
  const { encryptionConfiguration: encryption, imageScanningConfiguration: scanning } = input as {
    encryptionConfiguration?: { encryptionType: string; kmsKey?: string };
    imageScanningConfiguration?: { scanOnPush?: boolean };
  };
  const tags = tagsIn(input);
  // Tags at the creation take the permission to tag, too.
  if (Object.keys(tags).length > 0) demand(caller, "ecr:TagResource", arn);
  account.repositories.push({
    name,
    region,
    createdAt: world.now(),
    tagMutability: imageTagMutability,
    scanOnPush: scanning?.scanOnPush ?? false,
    ...(encryption && { encryption }),
    tags,
  });
  return {
    repository: {
      repositoryArn: arn,
      registryId: account.id,
      repositoryName: name,
      repositoryUri: `${account.id}.dkr.ecr.${region}.${registrySuffix(account.partition)}/${name}`,
      createdAt: world.now().getTime() / 1000,
      imageTagMutability,
      imageScanningConfiguration: scanning ?? { scanOnPush: false },
      encryptionConfiguration: encryption ?? { encryptionType: "AES256" },
    },
  };
};
