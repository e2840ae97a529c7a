import { type Bucket, bucket, type Example, exampleWorld, issuer, type World } from "../fake/index.ts";
import { type CliOptions, type CliRun, runCli } from "./run-cli.ts";

export const bucketName = "example-gitlab-oidc";
export const publicUrl = `https://${bucketName}.s3.ap-northeast-1.amazonaws.com`;
export const gitlabUrl = "https://gitlab.example.com";
export const discoveryKey = ".well-known/openid-configuration";
export const keysKey = "oauth/discovery/keys";

/** An account with a bucket, and a GitLab instance that AWS can't reach. */
export interface IssuerScene extends Example {
  readonly bucket: Bucket;
  /** Runs `setup issuer`, by default to publish in the bucket, with the keys of a user who may all that it takes. */
  run(args?: readonly string[], options?: CliOptions): Promise<CliRun>;
  /** The keys that are published. */
  published(): { kid: string; [member: string]: unknown }[];
}

type Statement = Extract<Example["user"]["policies"][number]["Statement"], unknown[]>[number];

/** What a publication needs, as the error for a lack of it says. */
const issuerPermissions: Statement[] = [
  { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::${bucketName}/*` },
  {
    Effect: "Allow",
    Action: [
      "s3:ListBucket",
      "s3:GetBucketVersioning",
      "s3:PutBucketVersioning",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketPolicy",
      "s3:PutBucketPolicy",
    ],
    Resource: `arn:aws:s3:::${bucketName}`,
  },
  {
    Effect: "Allow",
    Action: [
      "iam:GetOpenIDConnectProvider",
      "iam:CreateOpenIDConnectProvider",
      "iam:TagOpenIDConnectProvider",
      "iam:AddClientIDToOpenIDConnectProvider",
    ],
    Resource: "*",
  },
];

/** Makes the scene; `over` changes the bucket. */
export function issuerScene(over: Partial<Bucket> = {}): IssuerScene {
  const example = exampleWorld();
  const { world, account, user } = example;
  world.issuers = [issuer({ reachable: false })];
  const own = bucket({ name: bucketName, ...over });
  account.buckets = [own];
  user.policies = [{ Version: "2012-10-17", Statement: issuerPermissions }];
  const [key] = user.accessKeys;
  return {
    ...example,
    bucket: own,
    published: () => JSON.parse(own.objects[keysKey]?.[0]?.text ?? "{}").keys ?? [],
    run: (args = ["--yes"], options = {}) =>
      runCli(world, ["setup", "issuer", "--gitlab-url", gitlabUrl, "--publish", `s3://${bucketName}`, ...args], {
        ...options,
        environment: {
          AWS_ACCESS_KEY_ID: key?.accessKeyId,
          AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
          AWS_REGION: "ap-northeast-1",
          ...options.environment,
        },
      }),
  };
}

/** Operations that change something. */
export function writes({ calls }: World): string[] {
  return calls.flatMap(({ operation }) => (/:(Put|Create|Add|Tag)/.test(operation ?? "") ? [operation ?? ""] : []));
}
