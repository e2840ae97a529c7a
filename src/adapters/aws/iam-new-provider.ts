import { AddClientIDToOpenIDConnectProviderCommand, CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";
import { UnusableAnswer } from "./raw-failure.ts";

/** An OIDC provider that shall be made. */
export interface NewProviderRequest extends ReadRequest {
  readonly url: string;
  readonly audiences: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Makes an OIDC provider. Without thumbprints: IAM fetches what it needs itself, and trusts public authorities. Where
 * there is one for the URL already, IAM refuses with `EntityAlreadyExists`.
 */
export function createProvider(
  iam: IamSettings,
  request: NewProviderRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<{ readonly arn: string }>> {
  const client = iamClient(iam, request);
  const send = async (abortSignal: AbortSignal) => {
    const command = new CreateOpenIDConnectProviderCommand({
      Url: request.url,
      ClientIDList: [...request.audiences],
      Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
    });
    const { OpenIDConnectProviderArn: arn } = await client.send(command, { abortSignal });
    if (arn === undefined) throw new UnusableAnswer("it holds no provider");
    return { arn };
  };
  return iamCall(iam, request.region, { action: "iam:CreateOpenIDConnectProvider", send }, signal);
}

/** Lets a provider take one audience more. One that it takes already changes nothing. */
export function addAudience(
  iam: IamSettings,
  request: ReadRequest & { readonly arn: string; readonly audience: string },
  signal: AbortSignal,
): Promise<AwsOutcome<void>> {
  const client = iamClient(iam, request);
  const send = async (abortSignal: AbortSignal) => {
    const command = new AddClientIDToOpenIDConnectProviderCommand({
      OpenIDConnectProviderArn: request.arn,
      ClientID: request.audience,
    });
    await client.send(command, { abortSignal });
  };
  return iamCall(iam, request.region, { action: "iam:AddClientIDToOpenIDConnectProvider", send }, signal);
}
