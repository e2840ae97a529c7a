import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import type { AwsOutcome, ReadAction } from "../../core/diagnosis/index.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";
import { UnusableAnswer } from "./raw-failure.ts";

/** A role's permission policies as IAM gave them: JSON, URL-encoded. */
export interface ReadRolePolicies {
  /** Inline and attached. */
  readonly identity: readonly string[];
  readonly boundary: string | null;
}

/** One read that may be tried again; it throws `Unread` where it fails for good. */
type Read = <T>(action: ReadAction, send: (options: { abortSignal: AbortSignal }) => Promise<T>) => Promise<T>;

class Unread extends Error {
  readonly outcome: Extract<AwsOutcome<never>, { ok: false }>;
  constructor(outcome: Extract<AwsOutcome<never>, { ok: false }>) {
    super("a read failed");
    this.outcome = outcome;
  }
}

/**
 * Reads a role's inline and attached policies and its permissions boundary, page by page. It is all or nothing: the
 * failure names the first action that wasn't allowed.
 */
export async function readRolePolicies(
  iam: IamSettings,
  request: ReadRequest & { readonly roleName: string; readonly boundaryArn: string | null },
  signal: AbortSignal,
): Promise<AwsOutcome<ReadRolePolicies>> {
  const client = iamClient(iam, request);
  const read: Read = async (action, send) => {
    const call = { action, send: (abortSignal: AbortSignal) => send({ abortSignal }) };
    const outcome = await iamCall(iam, request.region, call, signal);
    if (outcome.ok) return outcome.value;
    throw new Unread(outcome);
  };
  const { roleName, boundaryArn } = request;
  try {
    const [inline, attached, boundary] = await Promise.all([
      inlinePolicies(client, read, roleName),
      attachedPolicies(client, read, roleName),
      boundaryArn === null ? null : managedPolicy(client, read, boundaryArn),
    ]);
    return { ok: true, value: { identity: [...inline, ...attached], boundary } };
  } catch (error) {
    if (error instanceof Unread) return error.outcome;
    throw error;
  }
}

async function inlinePolicies(client: IAMClient, read: Read, RoleName: string): Promise<string[]> {
  const names = await allPages(async (Marker) => {
    const page = await read("iam:ListRolePolicies", (options) =>
      client.send(new ListRolePoliciesCommand({ RoleName, Marker }), options),
    );
    return { members: page.PolicyNames ?? [], next: page.IsTruncated === true ? page.Marker : undefined };
  });
  return Promise.all(
    names.map((PolicyName) =>
      read("iam:GetRolePolicy", async (options) => {
        const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }), options);
        return documentOf(PolicyDocument);
      }),
    ),
  );
}

async function attachedPolicies(client: IAMClient, read: Read, RoleName: string): Promise<string[]> {
  const arns = await allPages(async (Marker) => {
    const page = await read("iam:ListAttachedRolePolicies", (options) =>
      client.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }), options),
    );
    const members = (page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []);
    return { members, next: page.IsTruncated === true ? page.Marker : undefined };
  });
  return Promise.all(arns.map((arn) => managedPolicy(client, read, arn)));
}

async function managedPolicy(client: IAMClient, read: Read, PolicyArn: string): Promise<string> {
  const { Policy } = await read("iam:GetPolicy", (options) =>
    client.send(new GetPolicyCommand({ PolicyArn }), options),
  );
  const VersionId = Policy?.DefaultVersionId;
  return read("iam:GetPolicyVersion", async (options) => {
    const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }), options);
    return documentOf(PolicyVersion?.Document);
  });
}

function documentOf(text: string | undefined): string {
  if (text === undefined) throw new UnusableAnswer("it holds no policy document");
  return text;
}

async function allPages<T>(
  page: (marker: string | undefined) => Promise<{ readonly members: readonly T[]; readonly next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  do {
    const { members, next } = await page(marker);
    all.push(...members);
    marker = next;
  } while (marker !== undefined);
  return all;
}
