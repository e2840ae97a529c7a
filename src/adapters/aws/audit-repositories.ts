import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

// Amazon ECR API reference, DescribeRepositories, maxResults.
const pageSize = 1000;

/** All repositories of the credentials' own registry in a region, page by page, as ECR's API gives them. */
export async function listRepositories(
  settings: ClientSettings,
  { region, credentials }: { readonly region: string; readonly credentials: AwsCredentials },
  signal: AbortSignal,
): Promise<AwsOutcome<readonly object[]>> {
  const config = clientConfig(settings, region, settings.endpoints.ECR);
  const client = new ECRClient({ ...config, credentials: sdkCredentials(credentials) });
  const host = hostOf("api.ecr", region, settings.endpoints.ECR, settings);
  const found: object[] = [];
  let nextToken: string | undefined;
  do {
    const send = (abortSignal: AbortSignal) =>
      client.send(new DescribeRepositoriesCommand({ maxResults: pageSize, nextToken }), { abortSignal });
    const outcome = await call({ action: "ecr:DescribeRepositories", host, send }, signal, settings);
    if (!outcome.ok) return outcome;
    found.push(...(outcome.value.repositories ?? []));
    nextToken = outcome.value.nextToken;
  } while (nextToken !== undefined);
  return { ok: true, value: found };
}
