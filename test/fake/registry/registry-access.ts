import { mayDoWith } from "../ecr/repository-access.ts";
import { findKey } from "../signature/find-key.ts";
import { deniedMessage } from "../signature/may-do.ts";
import type { Account, RegistryPassword, World } from "../world/world.ts";

/** A refusal of a registry: a status and one error of the distribution protocol. */
export interface RegistryRefusal {
  status: number;
  code: string;
  message: string;
}

/** The registry that a front plays: one account's in one region. */
export interface RegistryIdentity {
  account: Account;
  region: string;
}

const INVALID: RegistryRefusal = { status: 400, code: "DENIED", message: "Your Authorization Token is invalid." };

/** Whether the registry lets this request through; undefined: it does. */
export function refuseRequest(
  world: World,
  registry: RegistryIdentity,
  request: { method: string; path: string; authorization: string | undefined },
): RegistryRefusal | undefined {
  if (request.authorization === undefined) return { status: 401, code: "UNAUTHORIZED", message: "Not Authorized" };
  const password = passwordIn(world, registry, request.authorization);
  // Not 401: docker says "failed with status: 400 Bad Request" of a wrong password at ECR.
  if (password === undefined) return INVALID;
  if (password.expiresAt <= world.now()) {
    return {
      status: 403,
      code: "DENIED",
      message: "Your authorization token has expired. Reauthenticate and try again.",
    };
  }
  const wanted = actionOf(request.method, request.path);
  return wanted && (refuseAction(world, registry, password, wanted) ?? refuseRepository(registry, wanted.repository));
}

/** The password that ECR issued for this region and that the header carries. */
function passwordIn(world: World, { region }: RegistryIdentity, authorization: string): RegistryPassword | undefined {
  const encoded = /^Basic (.+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString();
  return world.passwords.find((issued) => issued.region === region && text === `AWS:${issued.password}`);
}

interface Wanted {
  repository: string;
  action: string;
}

function refuseAction(
  world: World,
  { account, region }: RegistryIdentity,
  password: RegistryPassword,
  { repository, action }: Wanted,
): RegistryRefusal | undefined {
  const caller = findKey(world, password.accessKeyId, account.partition)?.caller;
  if (caller === undefined) return INVALID;
  const resource = `arn:${account.partition}:ecr:${region}:${account.id}:repository/${repository}`;
  const found = account.repositories.find((one) => one.name === repository && one.region === region);
  const permission = mayDoWith(caller, action, resource, found);
  if (permission === "allow") return undefined;
  return { status: 403, code: "DENIED", message: deniedMessage(caller, action, resource, permission) };
}

function refuseRepository({ account, region }: RegistryIdentity, name: string): RegistryRefusal | undefined {
  if (account.repositories.some((repository) => repository.name === name && repository.region === region)) {
    return undefined;
  }
  return {
    status: 404,
    code: "NAME_UNKNOWN",
    message: `The repository with name '${name}' does not exist in the registry with id '${account.id}'`,
  };
}

/** What IAM calls a request of the distribution protocol (ECR's guide, permissions for pushing and pulling). */
const ACTIONS: Record<string, string> = {
  "HEAD blobs": "ecr:BatchCheckLayerAvailability",
  "GET blobs": "ecr:GetDownloadUrlForLayer",
  "POST blobs/uploads": "ecr:InitiateLayerUpload",
  "GET blobs/uploads": "ecr:InitiateLayerUpload",
  "PATCH blobs/uploads": "ecr:UploadLayerPart",
  "PUT blobs/uploads": "ecr:CompleteLayerUpload",
  "HEAD manifests": "ecr:BatchGetImage",
  "GET manifests": "ecr:BatchGetImage",
  "PUT manifests": "ecr:PutImage",
  "GET tags/list": "ecr:ListImages",
};

function actionOf(method: string, path: string): Wanted | undefined {
  const match = /^\/v2\/(?<repository>.+?)\/(?<kind>blobs\/uploads|blobs|manifests|tags\/list)(?:\/|$)/.exec(path);
  const { repository, kind } = match?.groups ?? {};
  if (repository === undefined || kind === undefined) return undefined;
  const action = ACTIONS[`${method} ${kind}`];
  return action === undefined ? undefined : { repository, action };
}
