import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";
import { addAudience, createProvider, type NewProvider } from "./iam-new-provider.ts";
import { readProvider } from "./iam-provider.ts";
import { UnusableAnswer } from "./raw-failure.ts";

/** OIDC providers as `setup issuer` needs them. This module, which brings the IAM client, is loaded only there. */
export function createProviderApi(iam: IamSettings) {
  return {
    readProvider: (request: Parameters<typeof readProvider>[1], signal: AbortSignal) =>
      readProvider(iam, request, signal),
    createProvider(
      request: ReadRequest & NewProvider,
      signal: AbortSignal,
    ): Promise<AwsOutcome<{ readonly arn: string }>> {
      const send = async (abortSignal: AbortSignal) => {
        const arn = await createProvider(iamClient(iam, request), request, { abortSignal });
        if (arn === undefined) throw new UnusableAnswer("it holds no provider");
        return { arn };
      };
      return iamCall(iam, request.region, { action: "iam:CreateOpenIDConnectProvider", send }, signal);
    },
    addAudience(
      request: ReadRequest & { readonly arn: string; readonly audience: string },
      signal: AbortSignal,
    ): Promise<AwsOutcome<void>> {
      const send = (abortSignal: AbortSignal) => addAudience(iamClient(iam, request), request, { abortSignal });
      return iamCall(iam, request.region, { action: "iam:AddClientIDToOpenIDConnectProvider", send }, signal);
    },
  };
}
