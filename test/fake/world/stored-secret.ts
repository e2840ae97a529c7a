import { exampleAccountId } from "./account.ts";

/** A version of a secret. */
export interface SecretVersion {
  id: string;
  /** Undefined: it holds bytes. */
  text: string | undefined;
  /** In base64. */
  binary?: string;
  stages: string[];
  createdAt: Date;
}

/** A secret of Secrets Manager. */
export interface StoredSecret {
  name: string;
  arn: string;
  versions: SecretVersion[];
}

/** A secret of the example account with one version. */
export function storedSecret(name: string, text: string | undefined, region = "ap-northeast-1"): StoredSecret {
  const createdAt = new Date("2025-01-15T08:30:00Z");
  return {
    name,
    arn: `arn:aws:secretsmanager:${region}:${exampleAccountId}:secret:${name}-a1B2c3`,
    versions: [{ id: "00000000-0000-4000-8000-000000000001", text, stages: ["AWSCURRENT"], createdAt }],
  };
}
