import type { CredentialUse } from "./found-login.ts";

/** AWS's variables for credentials, and the settings of `aws configure set`, with what their values are taken for. */
export const credentialUses: ReadonlyMap<string, CredentialUse> = new Map([
  ["AWS_ACCESS_KEY_ID", "key-id"],
  ["AWS_SECRET_ACCESS_KEY", "secret-key"],
  ["AWS_SESSION_TOKEN", "session-token"],
  ["AWS_SHARED_CREDENTIALS_FILE", "credentials-file"],
  ["aws_access_key_id", "key-id"],
  ["aws_secret_access_key", "secret-key"],
  ["aws_session_token", "session-token"],
]);
