import { decide, type PolicyDocument } from "../policy/evaluate.ts";
import { Refusal, type ServiceRequest } from "../service.ts";
import { type Caller, callerOf } from "../signature/caller.ts";
import { deniedMessage, mayDo } from "../signature/may-do.ts";
import type { SignatureWords } from "../signature/words.ts";
import type { Bucket } from "../world/bucket.ts";
import type { Account, World } from "../world/world.ts";
import { addressOf } from "./address.ts";
import { accessDenied, inWordsOfS3, noSuchBucket, permanentRedirect } from "./refusals.ts";

const S3_WORDS: SignatureWords = {
  service: "s3",
  status: 403,
  missing: "AccessDenied",
  incomplete: "AuthorizationHeaderMalformed",
  mismatch: "SignatureDoesNotMatch",
  unknownKey: "InvalidAccessKeyId",
  expired: "ExpiredToken",
};

/** A bucket that a caller may use. */
export interface Opened {
  account: Account;
  bucket: Bucket;
  key: string;
  /** Undefined: nobody signed. */
  caller: Caller | undefined;
  /** Whether the caller may do something else, too. */
  may: (action: string, arn: string) => boolean;
}

/**
 * The bucket of a request, if its caller may do the action there: by an identity's policies or by the bucket's own; a
 * request that nobody signed by the bucket's policy alone, unless public access is restricted.
 */
export function openBucket(world: World, request: ServiceRequest, action: string): Opened {
  const { bucket: name, key } = addressOf(request);
  const caller = request.headers.authorization === undefined ? undefined : signer(world, request);
  const found = findBucket(world, name);
  if (found === undefined) throw noSuchBucket(name);
  const { account, bucket } = found;
  const { region } = request.place;
  if (region !== undefined && region !== bucket.region) {
    throw permanentRedirect(name, `${name}.s3.${bucket.region}.amazonaws.com`);
  }
  const owner = request.headers["x-amz-expected-bucket-owner"];
  if (owner !== undefined && owner !== account.id) throw accessDenied();
  const arn = `arn:${account.partition}:s3:::${name}${key === "" ? "" : `/${key}`}`;
  const scene = { account, bucket, caller };
  if (!isAllowed(scene, action, arn)) {
    if (caller === undefined) throw accessDenied();
    throw new Refusal(403, "AccessDenied", deniedMessage(caller, action, `"${arn}"`, mayDo(caller, action, arn)));
  }
  return { ...scene, key, may: (other, resource) => isAllowed(scene, other, resource) };
}

/** The bucket of a name, and whose it is. */
function findBucket(world: World, name: string): { account: Account; bucket: Bucket } | undefined {
  for (const account of world.accounts) {
    const bucket = account.buckets?.find((candidate) => candidate.name === name);
    if (bucket !== undefined) return { account, bucket };
  }
  return undefined;
}

/** Whether a policy lets everybody do something. Source: Amazon S3 User Guide, "The meaning of public". */
export function isPublic(policy: PolicyDocument): boolean {
  return [policy.Statement].flat().some((statement) => {
    const principal = statement.Principal;
    const named = typeof principal === "object" ? [principal.AWS ?? []].flat() : [];
    return (
      statement.Effect === "Allow" && statement.Condition === undefined && (principal === "*" || named.includes("*"))
    );
  });
}

type Scene = Pick<Opened, "account" | "bucket" | "caller">;

function isAllowed({ account, bucket, caller }: Scene, action: string, arn: string): boolean {
  const policy = bucket.policy === undefined ? undefined : (JSON.parse(bucket.policy) as PolicyDocument);
  const principal = caller === undefined ? {} : { aws: [caller.arn, caller.roleArn ?? "", caller.account.id] };
  const context = { "aws:SecureTransport": "true" };
  const byBucket = policy === undefined ? "implicit" : decide([policy], { action, resource: arn, principal, context });
  if (byBucket === "deny") return false;
  if (caller === undefined) {
    const blocks = [bucket.publicAccessBlock, account.publicAccessBlock];
    const restricted = policy !== undefined && isPublic(policy) && blocks.some((one) => one?.RestrictPublicBuckets);
    return byBucket === "allow" && !restricted;
  }
  const own = mayDo(caller, action, arn);
  if (own === "denied" || own === "denied-by-boundary" || own === "denied-by-session") return false;
  const same = caller.account.id === account.id;
  return same ? own === "allow" || byBucket === "allow" : own === "allow" && byBucket === "allow";
}

function signer(world: World, request: ServiceRequest): Caller {
  if (request.headers["x-amz-content-sha256"] === undefined) {
    throw new Refusal(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  }
  try {
    return callerOf(world, request, S3_WORDS);
  } catch (error) {
    throw error instanceof Refusal ? inWordsOfS3(error) : error;
  }
}
