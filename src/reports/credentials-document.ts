import type { AwsCredentials } from "../core/identity/index.ts";
import { environmentLines } from "./environment-lines.ts";

/** The forms in which credentials are handed on in the open. */
export type DocumentFormat = "env" | "json" | "process";

/** Non-secret facts that a document tells besides. */
export interface DocumentFacts {
  readonly region: string;
  readonly [name: string]: unknown;
}

/** The credentials as a document. This is where they are opened: whoever prints it was asked to. */
export function credentialsDocument(format: DocumentFormat, credentials: AwsCredentials, facts: DocumentFacts): string {
  switch (format) {
    case "env":
      return environmentLines(credentialVariables(credentials, facts.region));
    case "json":
      return `${JSON.stringify({ ...facts, credentials: opened(credentials) })}\n`;
    case "process":
      return `${JSON.stringify(processDocument(credentials))}\n`;
  }
}

/** The variables that carry credentials to AWS's tools; null: to be unset. */
export function credentialVariables(
  { accessKeyId, secretAccessKey, sessionToken, expiresAt }: AwsCredentials,
  region: string,
): Record<string, string | null> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId.reveal(),
    AWS_SECRET_ACCESS_KEY: secretAccessKey.reveal(),
    AWS_SESSION_TOKEN: sessionToken?.reveal() ?? null,
    AWS_CREDENTIAL_EXPIRATION: expiresAt?.toISOString() ?? null,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

function opened({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials) {
  return {
    accessKeyId: accessKeyId.reveal(),
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken?.reveal() ?? null,
  };
}

/** Source: AWS SDKs reference, "Process credential provider". */
function processDocument({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: AwsCredentials) {
  return {
    Version: 1,
    AccessKeyId: accessKeyId.reveal(),
    SecretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken === null ? {} : { SessionToken: sessionToken.reveal() }),
    ...(expiresAt === null ? {} : { Expiration: expiresAt.toISOString() }),
  };
}
