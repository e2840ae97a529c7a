import { ECRClient } from "@aws-sdk/client-ecr";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";

/** What the stand-in's own tests set of the SDK's clients. */
export interface ClientOptions {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

const nobody = { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "nobody's" };

/** AWS's own STS client, without retries. */
export function stsClient(options: ClientOptions = {}): STSClient {
  return new STSClient({ region: "ap-northeast-1", credentials: nobody, ...options, maxAttempts: 1 });
}

/** AWS's own ECR client, without retries. */
export function ecrClient(options: ClientOptions = {}): ECRClient {
  return new ECRClient({ region: "ap-northeast-1", credentials: nobody, ...options, maxAttempts: 1 });
}

/** AWS's own IAM client, without retries. */
export function iamClient(options: ClientOptions = {}): IAMClient {
  return new IAMClient({ region: "ap-northeast-1", credentials: nobody, ...options, maxAttempts: 1 });
}

/** AWS's own S3 client, without retries. */
export function s3Client(options: ClientOptions = {}): S3Client {
  return new S3Client({ region: "ap-northeast-1", credentials: nobody, ...options, maxAttempts: 1 });
}

/** What a call of an SDK client was refused with; an error if it wasn't. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { code: name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error("The call was answered.");
}
