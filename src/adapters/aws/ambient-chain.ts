import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";

/** The SDK's default chain of credential providers. It is a file of its own, because so little of a login needs it. */
export function ambientChain(config: STSClientConfig, profile: string | undefined): STSClient["config"]["credentials"] {
  const named = profile === undefined ? {} : { profile };
  return new STSClient({ ...config, ...named, logger: silent }).config.credentials;
}

const nothing = () => undefined;

// Without a logger the chain writes its advice to the console, past what searches all output for secrets.
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
