import { Refusal } from "../service.ts";

/** What S3 says to whoever isn't named, and of another owner's bucket. */
export const accessDenied = () => new Refusal(403, "AccessDenied", "Access Denied");

/** A refusal with what its document holds besides. */
export class DetailedRefusal extends Refusal {
  readonly more: Record<string, string>;
  constructor(refusal: Refusal, more: Record<string, string>) {
    const { status, code, message } = refusal.failure;
    super(status, code, message, { cause: refusal });
    this.more = more;
  }
}

export const noSuchBucket = (name: string) =>
  new DetailedRefusal(new Refusal(404, "NoSuchBucket", "The specified bucket does not exist"), { BucketName: name });

export const noSuchKey = (key: string) =>
  new DetailedRefusal(new Refusal(404, "NoSuchKey", "The specified key does not exist."), { Key: key });

export const preconditionFailed = (condition: string) =>
  new DetailedRefusal(
    new Refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"),
    { Condition: condition },
  );

export const permanentRedirect = (bucket: string, endpoint: string) =>
  new DetailedRefusal(
    new Refusal(
      301,
      "PermanentRedirect",
      "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    ),
    { Endpoint: endpoint, Bucket: bucket },
  );

/** S3 has words of its own for what is wrong with a signature; the checks are those of the other services. */
export function inWordsOfS3(refusal: Refusal): Refusal {
  const { code, message } = refusal.failure;
  if (/^Signature (?:expired|not yet current)/.test(message)) {
    return new Refusal(
      403,
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
    );
  }
  const said = words[code];
  return said === undefined ? refusal : new Refusal(said.status, code, said.message);
}

const words: Record<string, { status: number; message: string }> = {
  InvalidAccessKeyId: { status: 403, message: "The AWS Access Key Id you provided does not exist in our records." },
  SignatureDoesNotMatch: {
    status: 403,
    message:
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  },
  ExpiredToken: { status: 400, message: "The provided token has expired." },
};
