import { type Example, exampleWorld, user } from "../fake/index.ts";
import { type CliOptions, runCli } from "./run-cli.ts";

/** What an audit reads, as `gitlab-ecr setup --access audit` allows it. */
export const auditActions = [
  "iam:GenerateCredentialReport",
  "iam:GetAccessKeyLastUsed",
  "iam:GetAccountAuthorizationDetails",
  "iam:GetCredentialReport",
  "iam:GetLoginProfile",
  "iam:GetOpenIDConnectProvider",
  "iam:GetRole",
  "iam:ListAccessKeys",
  "iam:ListAccountAliases",
  "iam:ListMFADevices",
  "iam:ListOpenIDConnectProviders",
  "ecr:DescribeRepositories",
  "ecr:GetRepositoryPolicy",
] as const;

/** The example's account, and the variables of a reader with a key of its own, who may do just so much. */
export interface AuditScene extends Example {
  environment: Record<string, string>;
}

export function auditScene(allowed: readonly string[] = auditActions): AuditScene {
  const example = exampleWorld();
  const reader = user({
    name: "reader",
    policies: [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: [...allowed], Resource: "*" }] }],
  });
  example.account.users.push(reader);
  const [key] = reader.accessKeys;
  return {
    ...example,
    environment: {
      AWS_ACCESS_KEY_ID: key?.accessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? "",
      AWS_REGION: "ap-northeast-1",
    },
  };
}

/** Runs `gitlab-ecr audit` in a scene. */
export function runAudit({ world, environment }: AuditScene, args: readonly string[] = [], options: CliOptions = {}) {
  return runCli(world, ["audit", ...args], { ...options, environment: { ...environment, ...options.environment } });
}
