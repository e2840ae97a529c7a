import { ECRClient } from "@aws-sdk/client-ecr";
import type { AwsAction, AwsOutcome } from "../../core/diagnosis/index.ts";
import type { SetupCall } from "../../core/setup/index.ts";
import { createKey, listKeys } from "./access-keys.ts";
import { call } from "./call.ts";
import { clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";
import { sdkCredentials } from "./sdk-credentials.ts";
import { type SetupClients, sendSetupCall } from "./setup-calls.ts";
import { ecrReadsFor, iamReadsFor, type SetupRead } from "./setup-reads.ts";

/**
 * An account as `setup --apply` reads and changes it. This module, which brings the clients of IAM and ECR, is loaded
 * only there.
 */
export function createSetupApi(iam: IamSettings, request: ReadRequest, signal: AbortSignal) {
  const { settings } = iam;
  const config = clientConfig(settings, request.region, settings.endpoints.ECR);
  const clients: SetupClients = {
    iam: iamClient(iam, request),
    ecr: new ECRClient({ ...config, credentials: sdkCredentials(request.credentials) }),
  };
  const once = <T>(action: AwsAction, send: (abortSignal: AbortSignal) => Promise<T>): Promise<AwsOutcome<T>> => {
    if (action.startsWith("iam:")) return iamCall(iam, request.region, { action, send }, signal);
    const host = hostOf("api.ecr", request.region, settings.endpoints.ECR, settings);
    return call({ action, host, send }, signal, settings);
  };
  const read: SetupRead = (action, send) => once(action, (abortSignal) => send({ abortSignal }));
  return {
    /** The custom endpoint in force. */
    endpoints: { IAM: iam.endpoint },
    ...iamReadsFor(clients.iam, read),
    ...ecrReadsFor(clients.ecr, read),
    /** Changes one thing. */
    perform: (change: SetupCall): Promise<AwsOutcome<null>> =>
      once(change.call, async (abortSignal) => {
        await sendSetupCall(clients, change, abortSignal);
        return null;
      }),
    keys: (userName: string) => listKeys(iam, { ...request, userName }, signal),
    createKey: (userName: string) => createKey(iam, { ...request, userName }, signal),
  };
}

export type SetupApi = ReturnType<typeof createSetupApi>;
