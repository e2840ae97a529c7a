import { regionOf } from "../region.ts";
import { Refusal, type ServiceRequest } from "../service.ts";
import { callerOf } from "../signature/caller.ts";
import { deniedMessage, mayDo } from "../signature/may-do.ts";
import type { SignatureWords } from "../signature/words.ts";
import type { StoredSecret } from "../world/stored-secret.ts";
import type { World } from "../world/world.ts";

/** How Secrets Manager words the refusal of a signature: as ECR does, which speaks the same protocol. */
const words: SignatureWords = {
  service: "secretsmanager",
  status: 400,
  missing: "MissingAuthenticationTokenException",
  incomplete: "IncompleteSignatureException",
  mismatch: "InvalidSignatureException",
  unknownKey: "UnrecognizedClientException",
  expired: "ExpiredTokenException",
};

/** The secret that a call names by name or ARN, if the caller may do the action with it. Permission comes first. */
export function secretFor(
  world: World,
  request: ServiceRequest,
  action: string,
  input: Record<string, unknown>,
): StoredSecret {
  const caller = callerOf(world, request, words);
  const region = regionOf(world, request);
  const id = String(input.SecretId ?? "");
  const secret = caller.account.secrets?.find(
    (one) => one.arn === id || (one.name === id && regionIn(one.arn) === region),
  );
  const arn =
    secret?.arn ??
    (id.startsWith("arn:")
      ? id
      : `arn:${caller.account.partition}:secretsmanager:${region}:${caller.account.id}:secret:${id}`);
  const permission = mayDo(caller, action, arn);
  if (permission !== "allow") {
    throw new Refusal(400, "AccessDeniedException", deniedMessage(caller, action, arn, permission));
  }
  if (secret === undefined || regionIn(secret.arn) !== region) {
    throw new Refusal(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }
  return secret;
}

function regionIn(arn: string): string {
  return arn.split(":")[3] ?? "";
}
