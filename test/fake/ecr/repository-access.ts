import { decide } from "../policy/evaluate.ts";
import { regionOf } from "../region.ts";
import { Refusal, type ServiceRequest } from "../service.ts";
import { type Caller, callerOf } from "../signature/caller.ts";
import { deniedMessage, mayDo, type Permission } from "../signature/may-do.ts";
import type { Account, Repository, World } from "../world/world.ts";
import { ecrWords } from "./registry-password.ts";

/** A repository that a call names, with where it lies. */
export interface FoundRepository {
  repository: Repository;
  account: Account;
  arn: string;
}

/** The repository that a call names, if the caller may do the action with it. Permission comes first. */
export function readRepository(
  world: World,
  request: ServiceRequest,
  action: string,
  { name, registryId }: { name: string; registryId: unknown },
): FoundRepository {
  const caller = callerOf(world, request, ecrWords("ecr"));
  const region = regionOf(world, request);
  const id = typeof registryId === "string" ? registryId : caller.account.id;
  const account = world.accounts.find((candidate) => candidate.id === id);
  const repository = account?.repositories.find((one) => one.name === name && one.region === region);
  const arn = `arn:${caller.account.partition}:ecr:${region}:${id}:repository/${name}`;
  const permission = mayDoWith(caller, action, arn, repository);
  if (permission !== "allow") {
    throw new Refusal(400, "AccessDeniedException", deniedMessage(caller, action, arn, permission));
  }
  if (account === undefined || repository === undefined) throw notFound(name, id);
  return { repository, account, arn };
}

/** The caller's own policies together with the repository's: either is enough at home, both are needed abroad. */
export function mayDoWith(caller: Caller, action: string, arn: string, repository: Repository | undefined): Permission {
  const own = mayDo(caller, action, arn);
  const given = repository?.policy;
  const names = [caller.arn, ...(caller.roleArn === undefined ? [] : [caller.roleArn])];
  const root = [caller.account.id, `arn:${caller.account.partition}:iam::${caller.account.id}:root`];
  const ofPolicy = (aws: string[]) =>
    given === undefined ? "implicit" : decide([given], { action, resource: arn, principal: { aws }, context: {} });
  if (ofPolicy([...names, ...root]) === "deny") return "denied-by-resource";
  const abroad = arn.split(":")[4] !== caller.account.id;
  if (abroad) return own === "allow" && ofPolicy([...names, ...root]) !== "allow" ? "resource-policy" : own;
  return own === "identity-policy" && ofPolicy(names) === "allow" ? "allow" : own;
}

function notFound(name: string, id: string): Refusal {
  return new Refusal(
    400,
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${id}'`,
  );
}
