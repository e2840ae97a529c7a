import { DescribeRepositoriesCommand, ECRClient, GetRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { UnusableAnswer } from "./raw-failure.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

/** Which repository, and who asks. */
export interface RepositoryRequest {
  readonly region: string;
  readonly credentials: AwsCredentials;
  /** Account of the registry: twelve digits. */
  readonly accountId: string;
  readonly name: string;
}

/** Reads a repository's ARN and whether its tags can be overwritten. */
export function readRepository(
  settings: ClientSettings,
  { region, credentials, accountId, name }: RepositoryRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<{ readonly arn: string; readonly tagMutability: string }>> {
  const client = ecrClient(settings, { region, credentials });
  const send = async (abortSignal: AbortSignal) => {
    const command = new DescribeRepositoriesCommand({ registryId: accountId, repositoryNames: [name] });
    const [found] = (await client.send(command, { abortSignal })).repositories ?? [];
    if (found?.repositoryArn === undefined) throw new UnusableAnswer("it holds no repository");
    return { arn: found.repositoryArn, tagMutability: found.imageTagMutability ?? "MUTABLE" };
  };
  return call({ action: "ecr:DescribeRepositories", host: host(settings, region), send }, signal, settings);
}

/** Reads a repository's own policy. */
export function readRepositoryPolicy(
  settings: ClientSettings,
  { region, credentials, accountId, name }: RepositoryRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<string>> {
  const client = ecrClient(settings, { region, credentials });
  const send = async (abortSignal: AbortSignal) => {
    const command = new GetRepositoryPolicyCommand({ registryId: accountId, repositoryName: name });
    const { policyText } = await client.send(command, { abortSignal });
    if (policyText === undefined) throw new UnusableAnswer("it holds no policy");
    return policyText;
  };
  return call({ action: "ecr:GetRepositoryPolicy", host: host(settings, region), send }, signal, settings);
}

function ecrClient(
  settings: ClientSettings,
  { region, credentials }: Pick<RepositoryRequest, "region" | "credentials">,
): ECRClient {
  const config = clientConfig(settings, region, settings.endpoints.ECR);
  return new ECRClient({ ...config, credentials: sdkCredentials(credentials) });
}

function host(settings: ClientSettings, region: string): string {
  return hostOf("api.ecr", region, settings.endpoints.ECR, settings);
}
