import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { tagList } from "./tag-list.ts";

interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** An OIDC provider that shall be made. */
export interface NewProvider {
  readonly url: string;
  readonly audiences: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Makes an OIDC provider. Without thumbprints: IAM fetches what it needs itself, and trusts public authorities. Where
 * there is one for the URL already, IAM refuses with `EntityAlreadyExists`. Throws what the SDK does.
 */
export async function createProvider(
  client: IAMClient,
  { url, audiences, tags }: NewProvider,
  options: SendOptions,
): Promise<string | undefined> {
  const command = new CreateOpenIDConnectProviderCommand({
    Url: url,
    ClientIDList: [...audiences],
    Tags: tagList(tags),
  });
  return (await client.send(command, options)).OpenIDConnectProviderArn;
}

/** Lets a provider take one audience more. One that it takes already changes nothing. Throws what the SDK does. */
export async function addAudience(
  client: IAMClient,
  { arn, audience }: { readonly arn: string; readonly audience: string },
  options: SendOptions,
): Promise<void> {
  const command = new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn, ClientID: audience });
  await client.send(command, options);
}
