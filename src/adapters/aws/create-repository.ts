import { CreateRepositoryCommand, ECRClient } from "@aws-sdk/client-ecr";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { UnusableAnswer } from "./raw-failure.ts";
import type { RepositoryRequest } from "./read-repository.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

/** A repository that shall be made. */
export interface NewRepositoryRequest extends RepositoryRequest {
  readonly scanOnPush: boolean;
  readonly immutableTags: boolean;
}

/** Makes a repository. Where one of this name is there already, AWS refuses with `RepositoryAlreadyExists`. */
export function createRepository(
  settings: ClientSettings,
  { region, credentials, accountId, name, scanOnPush, immutableTags }: NewRepositoryRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<{ readonly arn: string; readonly uri: string }>> {
  const config = clientConfig(settings, region, settings.endpoints.ECR);
  const client = new ECRClient({ ...config, credentials: sdkCredentials(credentials) });
  const send = async (abortSignal: AbortSignal) => {
    const command = new CreateRepositoryCommand({
      registryId: accountId,
      repositoryName: name,
      imageScanningConfiguration: { scanOnPush },
      imageTagMutability: immutableTags ? "IMMUTABLE" : "MUTABLE",
    });
    const { repositoryArn: arn, repositoryUri: uri } = (await client.send(command, { abortSignal })).repository ?? {};
    if (arn === undefined || uri === undefined) throw new UnusableAnswer("it holds no repository");
    return { arn, uri };
  };
  const action = "ecr:CreateRepository";
  return call({ action, host: hostOf("api.ecr", region, settings.endpoints.ECR, settings), send }, signal, settings);
}
