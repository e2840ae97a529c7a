import { conditionKeysOf, issuerView, type TokenClaims } from "../../identity/index.ts";
import { isObject } from "../json-object.ts";
import { contextEntries, type KnownKeys, type RequestContext } from "../request-context.ts";

/**
 * The condition keys of AssumeRoleWithWebIdentity with a token.
 *
 * The token is complete: what it lacks, or what AWS doesn't expose for its issuer, is absent, and so are all other
 * issuers' keys. Session tags and source identity come from the token, too (IAM User Guide, "Pass session tags in AWS
 * STS"). `aws:` and `sts:` keys otherwise come from elsewhere: unknown unless given. `sts:ExternalId` isn't a parameter
 * of this call, so it is absent.
 *
 * @param known keys that the caller knows; they win
 * @param unknownClaims claims that the token may have, with a value that isn't known
 */
export function trustContext(
  claims: TokenClaims,
  known: KnownKeys = {},
  unknownClaims: readonly string[] = [],
): RequestContext {
  const { prefix, claims: exposed } = issuerView(claims.iss);
  const unknown = exposed.filter((claim) => unknownClaims.includes(claim) && !Object.hasOwn(claims, claim));
  return {
    values: new Map<string, readonly string[] | null>([
      ...conditionKeysOf(claims),
      ...sessionKeys(claims),
      ...contextEntries(known),
    ]),
    absentPrefixes: ["aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys", "sts:sourceidentity", "sts:externalid"],
    unknownPrefixes: ["aws:", "sts:", ...unknown.map((claim) => `${prefix}:${claim}`.toLowerCase())],
  };
}

const tagsClaim = "https://aws.amazon.com/tags";
const sourceIdentityClaim = "https://aws.amazon.com/source_identity";

function sessionKeys(claims: TokenClaims): [string, readonly string[]][] {
  const keys: [string, readonly string[]][] = [];
  const tags = claims[tagsClaim];
  if (isObject(tags)) {
    const principalTags = Object.entries(isObject(tags.principal_tags) ? tags.principal_tags : {});
    for (const [name, values] of principalTags) {
      keys.push([`aws:requesttag/${name}`.toLowerCase(), texts(values)]);
    }
    if (principalTags.length > 0) keys.push(["aws:tagkeys", principalTags.map(([name]) => name)]);
    const transitive = texts(tags.transitive_tag_keys);
    if (transitive.length > 0) keys.push(["sts:transitivetagkeys", transitive]);
  }
  const sourceIdentity = texts(claims[sourceIdentityClaim]);
  if (sourceIdentity.length > 0) keys.push(["sts:sourceidentity", sourceIdentity]);
  return keys;
}

function texts(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === "string");
}
