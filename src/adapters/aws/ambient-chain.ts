import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";

/** The SDK's default chain of credential providers. It is a file of its own, because so little of a login needs it. */
export function ambientChain(config: STSClientConfig, profile: string | undefined): STSClient["config"]["credentials"] {
  return new STSClient(profile === undefined ? config : { ...config, profile }).config.credentials;
}
