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
];

/** The time of the audits. */
export const now = new Date("2026-11-24T09:00:00Z");

/** The example's account with a reader of its own, whose key runs the audit. */
export function auditScene(
  allowed: readonly string[] = auditActions,
): Example & { environment: Record<string, string> } {
  const example = exampleWorld({ now: () => now });
  example.world.iamPageSize = 1000;
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
export function runAudit(scene: ReturnType<typeof auditScene>, args: readonly string[] = [], options: CliOptions = {}) {
  return runCli(scene.world, ["audit", ...args], {
    ...options,
    environment: { ...scene.environment, ...options.environment },
  });
}
