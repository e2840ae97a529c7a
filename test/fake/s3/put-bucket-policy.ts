import type { PolicyDocument } from "../policy/evaluate.ts";
import { Refusal } from "../service.ts";
import { isPublic, openBucket } from "./bucket-access.ts";
import { checksummed } from "./checksummed.ts";
import { emptyAnswer } from "./rest-xml.ts";
import type { S3Operation } from "./s3-operation.ts";

/** PutBucketPolicy: replaces the whole policy. A public one is refused where the bucket or its account blocks those. */
export const putBucketPolicy: S3Operation = (world, request) => {
  const { account, bucket, caller } = openBucket(world, request, "s3:PutBucketPolicy");
  const text = checksummed(request);
  const policy = readPolicy(text, `arn:${account.partition}:s3:::${bucket.name}`);
  const blocked = [bucket.publicAccessBlock, account.publicAccessBlock].some((block) => block?.BlockPublicPolicy);
  if (blocked && isPublic(policy)) {
    throw new Refusal(
      403,
      "AccessDenied",
      `User: ${caller?.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:${account.partition}:s3:::${bucket.name}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    );
  }
  bucket.policy = text;
  return emptyAnswer(204);
};

function readPolicy(text: string, bucketArn: string): PolicyDocument {
  const malformed = (message: string) => new Refusal(400, "MalformedPolicy", message);
  let policy: PolicyDocument;
  try {
    policy = JSON.parse(text) as PolicyDocument;
  } catch (cause) {
    throw new Refusal(400, "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'", { cause });
  }
  if (Buffer.byteLength(text) > 20 * 1024) throw malformed("Policy document exceeds the maximum allowed size");
  const statements = [policy.Statement].flat();
  const sids = statements.flatMap(({ Sid }) => Sid ?? []);
  if (new Set(sids).size < sids.length) throw malformed("Statement IDs (SID) in a single policy must be unique");
  for (const { Principal, Resource } of statements) {
    if (Principal === undefined) throw malformed("Missing required field Principal");
    const foreign = [Resource ?? []].flat().some((arn) => arn !== bucketArn && !arn.startsWith(`${bucketArn}/`));
    if (Resource === undefined || foreign) throw malformed("Policy has invalid resource");
  }
  return policy;
}
