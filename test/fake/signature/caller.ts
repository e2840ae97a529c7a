import { timingSafeEqual } from "node:crypto";
import { partitionOf } from "../locate.ts";
import type { PolicyDocument } from "../policy/evaluate.ts";
import { Refusal, type ServiceRequest } from "../service.ts";
import type { Account, World } from "../world/world.ts";
import { parseAuthorization } from "./authorization.ts";
import { signatureFor } from "./canonical-request.ts";
import { findKey } from "./find-key.ts";
import { checkDate, checkScope } from "./scope.ts";
import type { SignatureWords } from "./words.ts";

/** Who signed a request. */
export interface Caller {
  account: Account;
  accessKeyId: string;
  arn: string;
  userId: string;
  /** The ARN of the role behind a session. */
  roleArn: string | undefined;
  /** Inline and attached. */
  identityPolicies: PolicyDocument[];
  /** Undefined: there is none, so nothing is taken away. */
  boundary: PolicyDocument | undefined;
  /** Undefined: there are none, so nothing is taken away. */
  sessionPolicies: PolicyDocument[] | undefined;
}

/**
 * Verifies the request's Signature Version 4 and says who made it. The order
 * of the checks is what AWS's JSON services show: date, signed headers, scope,
 * key, signature, session token; then the session's expiry.
 */
export function callerOf(world: World, request: ServiceRequest, words: SignatureWords): Caller {
  const refuse = (code: string, message: string) => new Refusal(words.status, code, message);
  const authorization = parseAuthorization(request, words);
  checkDate(world.now(), request, authorization, words);
  checkScope(request, authorization, words);
  const region = request.place.region ?? authorization.region;
  const found = findKey(world, authorization.accessKeyId, partitionOf(region));
  const token = request.headers["x-amz-security-token"];
  const invalid = refuse(words.unknownKey, "The security token included in the request is invalid.");
  if (found === undefined) throw invalid;
  if (!sameText(signatureFor(request, authorization, found.secret), authorization.signature)) {
    throw refuse(
      words.mismatch,
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
  }
  if (token !== found.session?.sessionToken) throw invalid;
  if (found.session !== undefined && found.session.expiresAt <= world.now()) {
    throw refuse(words.expired, "The security token included in the request is expired");
  }
  if (found.key !== undefined) found.key.lastUsed = { at: world.now(), service: words.service, region };
  return found.caller;
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
