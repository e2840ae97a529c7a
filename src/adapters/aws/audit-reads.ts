import {
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  GetCredentialReportCommand,
  GetLoginProfileCommand,
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListMFADevicesCommand,
  ListOpenIDConnectProvidersCommand,
} from "@aws-sdk/client-iam";
import type { AwsAction, AwsOutcome } from "../../core/diagnosis/index.ts";
import { listRepositories } from "./audit-repositories.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";
import { UnusableAnswer } from "./raw-failure.ts";
import { readRepositoryPolicy } from "./read-repository.ts";

// IAM API reference: the most that a page may hold.
const pageSize = 1000;

/** What an audit reads. This module, which brings the IAM client, is loaded only for an audit. */
export function createAuditReads(iam: IamSettings) {
  return {
    /** What one set of credentials sees. All reads share one client. */
    connect: (request: ReadRequest) => connection(iam, request, iamClient(iam, request)),
  };
}

/** A page of the account's details, to be read as foreign. */
export interface DetailsAnswer {
  readonly page: object;
  readonly next: string | null;
}

function connection(iam: IamSettings, request: ReadRequest, client: IAMClient) {
  const read = <T>(
    action: AwsAction,
    signal: AbortSignal,
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<AwsOutcome<T>> =>
    iamCall(iam, request.region, { action, send: (abortSignal) => send({ abortSignal }) }, signal);

  return {
    /** One page, as IAM's API gives it, and where the next one begins; null at the end. */
    detailsPage: (marker: string | null, signal: AbortSignal) =>
      read("iam:GetAccountAuthorizationDetails", signal, async (options): Promise<DetailsAnswer> => {
        const input = { MaxItems: pageSize, ...(marker === null ? {} : { Marker: marker }) };
        const page = await client.send(new GetAccountAuthorizationDetailsCommand(input), options);
        return { page, next: nextOf(page) };
      }),

    alias: (signal: AbortSignal) =>
      read("iam:ListAccountAliases", signal, async (options) => {
        const { AccountAliases } = await client.send(new ListAccountAliasesCommand({}), options);
        return AccountAliases?.[0] ?? null;
      }),

    providerArns: (signal: AbortSignal) =>
      read("iam:ListOpenIDConnectProviders", signal, async (options) => {
        const { OpenIDConnectProviderList } = await client.send(new ListOpenIDConnectProvidersCommand({}), options);
        return (OpenIDConnectProviderList ?? []).flatMap(({ Arn }) => Arn ?? []);
      }),

    provider: (arn: string, signal: AbortSignal) =>
      read("iam:GetOpenIDConnectProvider", signal, async (options) => {
        const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn });
        const { Url, ClientIDList, ThumbprintList, CreateDate } = await client.send(command, options);
        return {
          arn,
          issuer: Url ?? arn.replace(/^.*?:oidc-provider\//, ""),
          audiences: ClientIDList ?? [],
          thumbprints: ThumbprintList ?? [],
          createdAt: CreateDate?.toISOString() ?? null,
        };
      }),

    /** A user has two keys at most, so that there is one page. */
    accessKeys: (user: string, signal: AbortSignal) =>
      read("iam:ListAccessKeys", signal, async (options) => {
        const { AccessKeyMetadata } = await client.send(new ListAccessKeysCommand({ UserName: user }), options);
        return (AccessKeyMetadata ?? []).map(({ AccessKeyId, Status, CreateDate }) => {
          if (AccessKeyId === undefined) throw new UnusableAnswer("it holds a key without an id");
          return { id: AccessKeyId, active: Status !== "Inactive", createdAt: CreateDate?.toISOString() ?? null };
        });
      }),

    keyLastUse: (keyId: string, signal: AbortSignal) =>
      read("iam:GetAccessKeyLastUsed", signal, async (options) => {
        const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: keyId });
        const { AccessKeyLastUsed } = await client.send(command, options);
        const { LastUsedDate, ServiceName, Region } = AccessKeyLastUsed ?? {};
        return { at: LastUsedDate?.toISOString() ?? null, service: known(ServiceName), region: known(Region) };
      }),

    /** Whether a user has a console password; `NoSuchEntity` is IAM's word for none. */
    async hasPassword(user: string, signal: AbortSignal): Promise<AwsOutcome<boolean>> {
      const outcome = await read("iam:GetLoginProfile", signal, async (options) => {
        await client.send(new GetLoginProfileCommand({ UserName: user }), options);
        return true;
      });
      if (outcome.ok || outcome.failure.kind !== "aws") return outcome;
      return /^NoSuchEntity/.test(outcome.failure.awsCode) ? { ok: true, value: false } : outcome;
    },

    hasMfa: (user: string, signal: AbortSignal) =>
      read("iam:ListMFADevices", signal, async (options) => {
        const { MFADevices } = await client.send(new ListMFADevicesCommand({ UserName: user }), options);
        return (MFADevices ?? []).length > 0;
      }),

    roleUse: (role: string, signal: AbortSignal) =>
      read("iam:GetRole", signal, async (options) => {
        const { Role } = await client.send(new GetRoleCommand({ RoleName: role }), options);
        return {
          lastUsedAt: Role?.RoleLastUsed?.LastUsedDate?.toISOString() ?? null,
          maxSessionDuration: Role?.MaxSessionDuration ?? null,
        };
      }),

    credentialReport: (signal: AbortSignal) => credentialReport(iam, client, read, signal),

    repositories: (region: string, signal: AbortSignal) =>
      listRepositories(iam.settings, { region, credentials: request.credentials }, signal),

    repositoryPolicy: (place: { region: string; accountId: string; name: string }, signal: AbortSignal) =>
      readRepositoryPolicy(iam.settings, { ...place, credentials: request.credentials }, signal),
  };
}

type Read = <T>(
  action: AwsAction,
  signal: AbortSignal,
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
) => Promise<AwsOutcome<T>>;

// IAM makes a report within seconds; one that was made in the last four hours is there at once.
const mostLooks = 30;
const betweenLooks = 1000;

/** Has the credential report made, waits for it, and gives its CSV. */
async function credentialReport(
  { settings }: IamSettings,
  client: IAMClient,
  read: Read,
  signal: AbortSignal,
): Promise<AwsOutcome<string>> {
  for (let looks = 1; ; looks += 1) {
    const state = await read("iam:GenerateCredentialReport", signal, async (options) => {
      const { State } = await client.send(new GenerateCredentialReportCommand({}), options);
      return State ?? "COMPLETE";
    });
    if (!state.ok) return state;
    if (state.value === "COMPLETE" || looks >= mostLooks) break;
    await settings.clock.wait(betweenLooks, signal);
  }
  return read("iam:GetCredentialReport", signal, async (options) => {
    const { Content } = await client.send(new GetCredentialReportCommand({}), options);
    if (Content === undefined) throw new UnusableAnswer("it holds no report");
    return new TextDecoder().decode(Content);
  });
}

function nextOf({
  IsTruncated,
  Marker,
}: {
  IsTruncated?: boolean | undefined;
  Marker?: string | undefined;
}): string | null {
  return IsTruncated === true ? (Marker ?? null) : null;
}

/** IAM writes `N/A` where a key was never used. */
function known(text: string | undefined): string | null {
  return text === undefined || text === "N/A" ? null : text;
}
