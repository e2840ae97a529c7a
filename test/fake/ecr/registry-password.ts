import { randomBytes } from "node:crypto";
import { Refusal, type ServiceRequest } from "../service.ts";
import { type Caller, callerOf } from "../signature/caller.ts";
import { deniedMessage, mayDo } from "../signature/may-do.ts";
import type { SignatureWords } from "../signature/words.ts";
import type { RegistryPassword, World } from "../world/world.ts";

const LIFETIME_MS = 12 * 3600 * 1000;

/** Who asks for a password, if the signature holds and every one of `actions` is allowed on all resources. */
export function allowedCaller(
  world: World,
  request: ServiceRequest,
  service: "ecr" | "ecr-public",
  actions: string[],
): Caller {
  const caller = callerOf(world, request, ecrWords(service));
  for (const action of actions) {
    const permission = mayDo(caller, action, "*");
    if (permission === "allow") continue;
    throw new Refusal(400, "AccessDeniedException", deniedMessage(caller, action, "*", permission));
  }
  return caller;
}

/** Issues a password for a registry and remembers it; unique, in one line, about as long as AWS's. */
export function issuePassword(world: World, caller: Caller, region: string, host: string): RegistryPassword {
  const issued: RegistryPassword = {
    password: randomBytes(1500).toString("base64"),
    accountId: caller.account.id,
    region,
    host,
    accessKeyId: caller.accessKeyId,
    expiresAt: new Date(world.now().getTime() + LIFETIME_MS),
  };
  world.passwords.push(issued);
  return issued;
}

/** A password as both services answer it: base64 of `AWS:PASSWORD`, and seconds since 1970. */
export function authorizationData({ password, expiresAt }: RegistryPassword): {
  authorizationToken: string;
  expiresAt: number;
} {
  return {
    authorizationToken: Buffer.from(`AWS:${password}`).toString("base64"),
    expiresAt: expiresAt.getTime() / 1000,
  };
}

/** How ECR and ECR Public word the refusal of a signature. */
export function ecrWords(service: "ecr" | "ecr-public"): SignatureWords {
  return {
    service,
    status: 400,
    missing: "MissingAuthenticationTokenException",
    incomplete: "IncompleteSignatureException",
    mismatch: "InvalidSignatureException",
    unknownKey: "UnrecognizedClientException",
    expired: "ExpiredTokenException",
  };
}
