import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  NoSuchEntityException,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { type AwsOutcome, canPass, neverLeft, type RawFailure } from "../../core/diagnosis/index.ts";
import type { UserKey } from "../../core/rotation/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";
import { rawFailureOf, UnusableAnswer } from "./raw-failure.ts";

/** Whose keys. */
interface UserRequest extends ReadRequest {
  readonly userName: string;
}

/** Which key of whom. */
export interface KeyRequest extends UserRequest {
  readonly keyId: string;
}

/** A key that was just made: the only time that its secret is told. */
export interface MadeKey {
  readonly id: string;
  readonly secret: Secret;
  readonly createdAt: Date;
}

/** How often, and after how many milliseconds each, a list is read again that shows a key which is gone. */
const settlingPauses = [1000, 3000];

/**
 * All keys of a user, with when each was last used. A list that still shows a key which was just deleted is read again:
 * IAM answers as if that key weren't the caller's to look at.
 */
export async function listKeys(
  iam: IamSettings,
  request: UserRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<readonly UserKey[]>> {
  for (const pause of [...settlingPauses, null]) {
    const keys = await readKeys(iam, request, signal);
    const stale =
      !keys.ok &&
      keys.failure.kind === "aws" &&
      keys.failure.action === "iam:GetAccessKeyLastUsed" &&
      keys.failure.awsCode === "AccessDenied";
    if (pause === null || !stale) return keys;
    await iam.settings.clock.wait(pause, signal);
  }
  throw new Error("The last round returns.");
}

async function readKeys(
  iam: IamSettings,
  request: UserRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<readonly UserKey[]>> {
  const client = iamClient(iam, request);
  const send = async (abortSignal: AbortSignal) => {
    const keys: Omit<UserKey, "lastUsed">[] = [];
    let marker: string | undefined;
    do {
      const command = new ListAccessKeysCommand({ UserName: request.userName, Marker: marker });
      const page = await client.send(command, { abortSignal });
      for (const { AccessKeyId: id, Status, CreateDate: createdAt } of page.AccessKeyMetadata ?? []) {
        if (id === undefined || createdAt === undefined) throw new UnusableAnswer("it lacks a key's id or date");
        keys.push({ id, active: Status === "Active", createdAt });
      }
      marker = page.IsTruncated === true ? page.Marker : undefined;
    } while (marker !== undefined);
    return keys;
  };
  const listed = await iamCall(iam, request.region, { action: "iam:ListAccessKeys", send }, signal);
  if (!listed.ok) return listed;

  const keys: UserKey[] = [];
  for (const key of listed.value) {
    const used = await lastUse(iam, { ...request, keyId: key.id }, signal);
    if (!used.ok) return used;
    keys.push({ ...key, lastUsed: used.value });
  }
  return { ok: true, value: keys };
}

/** The name of the user that a key belongs to. AWS answers AccessDenied for a key that there isn't. */
export function keyOwner(
  iam: IamSettings,
  request: ReadRequest & { readonly keyId: string },
  signal: AbortSignal,
): Promise<AwsOutcome<string>> {
  const client = iamClient(iam, request);
  const send = async (abortSignal: AbortSignal) => {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: request.keyId });
    const { UserName } = await client.send(command, { abortSignal });
    if (UserName === undefined) throw new UnusableAnswer("it lacks the key's user");
    return UserName;
  };
  return iamCall(iam, request.region, { action: "iam:GetAccessKeyLastUsed", send }, signal);
}

function lastUse(iam: IamSettings, request: KeyRequest, signal: AbortSignal): Promise<AwsOutcome<UserKey["lastUsed"]>> {
  const client = iamClient(iam, request);
  const send = async (abortSignal: AbortSignal) => {
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: request.keyId });
    const {
      LastUsedDate: at,
      ServiceName,
      Region,
    } = (await client.send(command, { abortSignal })).AccessKeyLastUsed ?? {};
    return at === undefined ? null : { at, service: ServiceName ?? "N/A", region: Region ?? "N/A" };
  };
  return iamCall(iam, request.region, { action: "iam:GetAccessKeyLastUsed", send }, signal);
}

/** What making a key came to: the key; that the user has two already; or that the answer got lost, and why. */
export type MakingOutcome =
  | { readonly kind: "made"; readonly key: MadeKey }
  | { readonly kind: "full" }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Makes a key. After an answer that got lost there may be a key whose secret nobody has, so that it isn't asked for
 * again here. That the user has two keys already AWS calls `LimitExceeded`.
 */
export async function createKey(
  iam: IamSettings,
  request: UserRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<MakingOutcome>> {
  const client = iamClient(iam, request);
  const action = "iam:CreateAccessKey";
  const send = async (abortSignal: AbortSignal): Promise<MakingOutcome> => {
    try {
      const command = new CreateAccessKeyCommand({ UserName: request.userName });
      const {
        AccessKeyId: id,
        SecretAccessKey: secret,
        CreateDate: createdAt,
      } = (await client.send(command, { abortSignal })).AccessKey ?? {};
      if (id === undefined || secret === undefined || createdAt === undefined) {
        return { kind: "unknown", reason: "the answer lacks part of the key" };
      }
      return { kind: "made", key: { id, secret: new Secret(secret), createdAt } };
    } catch (thrown) {
      abortSignal.throwIfAborted();
      const failure = rawFailureOf(thrown, action, "iam");
      if (failure.kind === "aws" && failure.awsCode === "LimitExceeded") return { kind: "full" };
      if (!mayBeDone(failure)) throw thrown;
      return { kind: "unknown", reason: failure.kind === "aws" ? failure.awsMessage : failure.reason };
    }
  };
  return iamCall(iam, request.region, { action, send }, signal);
}

/** Whether AWS may have done what was asked for, though it didn't say so. */
function mayBeDone(failure: RawFailure): boolean {
  switch (failure.kind) {
    case "aws":
      return failure.httpStatus >= 500;
    case "answer":
      return failure.httpStatus < 400 || failure.httpStatus >= 500;
    case "connection":
      return canPass(failure) && !neverLeft(failure.errorCode);
  }
}

/** Activates or deactivates a key. */
export function setKeyActive(
  iam: IamSettings,
  request: KeyRequest & { readonly active: boolean },
  signal: AbortSignal,
): Promise<AwsOutcome<null>> {
  const client = iamClient(iam, request);
  const { userName: UserName, keyId: AccessKeyId, active } = request;
  const send = async (abortSignal: AbortSignal) => {
    const command = new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: active ? "Active" : "Inactive" });
    await client.send(command, { abortSignal });
    return null;
  };
  return iamCall(iam, request.region, { action: "iam:UpdateAccessKey", send }, signal);
}

/** Deletes a key; one that is gone is deleted, too: an attempt before may have been answered by nobody. */
export function deleteKey(iam: IamSettings, request: KeyRequest, signal: AbortSignal): Promise<AwsOutcome<null>> {
  const client = iamClient(iam, request);
  const { userName: UserName, keyId: AccessKeyId } = request;
  const send = async (abortSignal: AbortSignal) => {
    try {
      await client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }), { abortSignal });
    } catch (thrown) {
      if (!(thrown instanceof NoSuchEntityException) || !thrown.message.includes(AccessKeyId)) throw thrown;
    }
    return null;
  };
  return iamCall(iam, request.region, { action: "iam:DeleteAccessKey", send }, signal);
}
