import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, jwtVerify } from "jose";
import { keySet } from "../issuer/issuer-service.ts";
import { publishedKeySet } from "../s3/published-issuer.ts";
import { Refusal } from "../service.ts";
import type { Account, OidcProvider, World } from "../world/world.ts";

/** A token that passed: its claims, its audience and the provider that vouches for it. */
export interface VerifiedToken {
  claims: Record<string, unknown>;
  audience: string;
  provider: OidcProvider;
}

/** AWS grants about five minutes after `exp`. */
const SKEW_SECONDS = 300;

const invalid = (message: string, options?: ErrorOptions) => new Refusal(400, "InvalidIdentityToken", message, options);

/**
 * Verifies an ID token as STS does, for that account. The order (provider,
 * keys, signature, expiry, audience) is the plausible one: AWS documents none.
 */
export async function verifyToken(world: World, account: Account | undefined, token: string): Promise<VerifiedToken> {
  const issuerUrl = issuerIn(token);
  const provider = account?.providers.find((candidate) => candidate.url === issuerUrl);
  if (provider === undefined) throw invalid(`No OpenIDConnect provider found in your account for ${issuerUrl}`);
  const claims = await verifySignature(await keySetOf(world, provider), token);
  checkTimes(world.now(), claims);
  return { claims, audience: audienceOf(claims, provider), provider };
}

function issuerIn(token: string): string {
  let iss: unknown;
  try {
    iss = decodeJwt(token).iss;
  } catch (cause) {
    throw notAJwt({ cause });
  }
  if (typeof iss !== "string") throw notAJwt();
  return iss;
}

function notAJwt(options?: ErrorOptions): Refusal {
  return invalid(
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
    options,
  );
}

/** What AWS finds at the provider's address: an instance that it reaches, or documents that somebody published. */
async function keySetOf(world: World, { url }: OidcProvider): Promise<JSONWebKeySet> {
  const issuer = world.issuers.find((candidate) => candidate.url === url);
  if (issuer?.reachable === true && issuer.privateAuthority !== true) {
    return (await keySet(issuer)) as unknown as JSONWebKeySet;
  }
  const published = await publishedKeySet(world, url);
  if (published === undefined) throw noKey();
  return published;
}

function noKey(): Refusal {
  // The two blanks are AWS's.
  return invalid(
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  );
}

async function verifySignature(keySet: JSONWebKeySet, token: string): Promise<Record<string, unknown>> {
  try {
    const keys = createLocalJWKSet(keySet);
    // Times are checked afterwards: with AWS's own leeway and words.
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ["RS256"],
      currentDate: new Date(0),
      clockTolerance: 1e11,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) throw noKey();
    throw invalid(
      "The web identity token that was passed could not be validated by AWS. Get a new identity token from the identity provider and then retry the request.",
      { cause: error },
    );
  }
}

function checkTimes(now: Date, claims: Record<string, unknown>): void {
  const seconds = Math.floor(now.getTime() / 1000);
  const { exp, nbf, iat } = claims;
  if (typeof exp !== "number" || typeof iat !== "number") {
    throw notAJwt();
  }
  if (exp + SKEW_SECONDS <= seconds) {
    throw new Refusal(
      400,
      "ExpiredTokenException",
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${exp}`,
    );
  }
  if (typeof nbf === "number" && nbf > seconds + SKEW_SECONDS) {
    throw invalid(`Token not yet valid: current date/time ${seconds} must be after the not-before date/time ${nbf}`);
  }
}

function audienceOf(claims: Record<string, unknown>, provider: OidcProvider): string {
  const audiences = [claims.azp ?? claims.aud].flat();
  const known = audiences.find((audience) => typeof audience === "string" && provider.clientIds.includes(audience));
  if (typeof known !== "string") throw invalid("Incorrect token audience");
  return known;
}
