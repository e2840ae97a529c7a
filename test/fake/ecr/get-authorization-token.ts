import { randomBytes } from "node:crypto";
import { registrySuffix } from "../locate.ts";
import { regionOf } from "../region.ts";
import { Refusal } from "../service.ts";
import { callerOf } from "../signature/caller.ts";
import { deniedMessage, mayDo } from "../signature/may-do.ts";
import type { SignatureWords } from "../signature/words.ts";
import type { EcrOperation } from "./ecr.ts";

/** How ECR words the refusal of a signature. */
const ECR_WORDS: SignatureWords = {
  service: "ecr",
  status: 400,
  missing: "MissingAuthenticationTokenException",
  incomplete: "IncompleteSignatureException",
  mismatch: "InvalidSignatureException",
  unknownKey: "UnrecognizedClientException",
  expired: "ExpiredTokenException",
};

const ACTION = "ecr:GetAuthorizationToken";
const LIFETIME_MS = 12 * 3600 * 1000;

/** GetAuthorizationToken: a password of its own for each call, good for 12 hours. */
export const getAuthorizationToken: EcrOperation = (world, request, input) => {
  const caller = callerOf(world, request, ECR_WORDS);
  const permission = mayDo(caller, ACTION, "*");
  if (permission !== "allow") {
    throw new Refusal(400, "AccessDeniedException", deniedMessage(caller, ACTION, "*", permission));
  }
  const { account, accessKeyId } = caller;
  const region = regionOf(world, request);
  const expiresAt = new Date(world.now().getTime() + LIFETIME_MS);
  const registryIds = Array.isArray(input.registryIds) ? input.registryIds.map(String) : [account.id];
  return {
    authorizationData: registryIds.map((accountId) => {
      const host = `${accountId}.dkr.ecr.${region}.${registrySuffix(account.partition)}`;
      // About as long as AWS's, and one line like theirs.
      const password = randomBytes(1500).toString("base64");
      world.passwords.push({ password, accountId: account.id, region, host, accessKeyId, expiresAt });
      return {
        authorizationToken: Buffer.from(`AWS:${password}`).toString("base64"),
        expiresAt: expiresAt.getTime() / 1000,
        proxyEndpoint: world.proxyEndpoint ?? `https://${host}`,
      };
    }),
  };
};
