import { GetOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";

/** Reads the client ids of an OIDC provider: the audiences that it takes. */
export function readProvider(
  iam: IamSettings,
  request: ReadRequest & { readonly arn: string },
  signal: AbortSignal,
): Promise<AwsOutcome<{ readonly audiences: readonly string[] }>> {
  const client = iamClient(iam, request);
  const send = async (abortSignal: AbortSignal) => {
    const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: request.arn });
    const { ClientIDList } = await client.send(command, { abortSignal });
    return { audiences: ClientIDList ?? [] };
  };
  return iamCall(iam, request.region, { action: "iam:GetOpenIDConnectProvider", send }, signal);
}
