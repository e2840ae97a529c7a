import type { AwsCredentials } from "../../core/identity/index.ts";

/** Credentials in the shape that the SDK's clients take, opened for them. */
export function sdkCredentials({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials) {
  return {
    accessKeyId: accessKeyId.reveal(),
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken === null ? {} : { sessionToken: sessionToken.reveal() }),
  };
}
