import { S3Client } from "@aws-sdk/client-s3";
import type { S3Action } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import { type CustomEndpoint, partitionOfRegion } from "../../core/registry/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

/** A bucket, whose it must be, and who asks. */
export interface BucketRequest {
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly bucket: string;
  /** Account that must own the bucket; S3 refuses every call where it is another's. */
  readonly owner: string;
}

/** S3 as one run sees it. */
export interface S3Settings {
  readonly settings: ClientSettings;
  readonly endpoint: CustomEndpoint | null;
}

/** One call to S3 about a bucket, again where that can help. */
export function s3Call<T>(
  { settings, endpoint }: S3Settings,
  request: BucketRequest,
  action: S3Action,
  send: (client: S3Client, abortSignal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) {
  const { region, credentials } = request;
  const client = new S3Client({
    ...clientConfig(settings, region, endpoint),
    credentials: sdkCredentials(credentials),
    // A server of one's own rarely has a host name for each bucket.
    forcePathStyle: endpoint !== null,
    followRegionRedirects: false,
    // What is left out the SDK looks for in the shared files.
    useArnRegion: false,
    disableMultiregionAccessPoints: true,
    disableS3ExpressSessionAuth: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const suffix = partitionOfRegion(region)?.dnsSuffix ?? "amazonaws.com";
  const host = endpoint === null ? `${request.bucket}.s3.${region}.${suffix}` : new URL(endpoint.url).host;
  return call({ action, host, send: (abortSignal) => send(client, abortSignal) }, signal, settings);
}

/** The outcome, or null where S3's refusal only says that there is none. */
export async function orNone<T>(
  outcome: ReturnType<typeof call<T>>,
  awsCode: string,
): ReturnType<typeof call<T | null>> {
  const ended = await outcome;
  const none = !ended.ok && ended.failure.kind === "aws" && ended.failure.awsCode === awsCode;
  return none ? { ok: true, value: null } : ended;
}
