import { GetRoleCommand } from "@aws-sdk/client-iam";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";
import { UnusableAnswer } from "./raw-failure.ts";

/** A role as far as it bears on who may assume it. */
export interface ReadRole {
  readonly arn: string;
  readonly createdAt: Date | null;
  /** Seconds. */
  readonly maxSessionDuration: number | null;
  /** The document as IAM gave it: JSON, URL-encoded. */
  readonly trustPolicy: string;
  readonly boundaryArn: string | null;
}

/** Reads a role of the credentials' own account by its name. */
export function readRole(
  iam: IamSettings,
  request: ReadRequest & { readonly roleName: string },
  signal: AbortSignal,
): Promise<AwsOutcome<ReadRole>> {
  const client = iamClient(iam, request);
  const send = async (abortSignal: AbortSignal): Promise<ReadRole> => {
    const { Role } = await client.send(new GetRoleCommand({ RoleName: request.roleName }), { abortSignal });
    if (Role?.Arn === undefined || Role.AssumeRolePolicyDocument === undefined) {
      throw new UnusableAnswer("it holds no role with a trust policy");
    }
    return {
      arn: Role.Arn,
      createdAt: Role.CreateDate ?? null,
      maxSessionDuration: Role.MaxSessionDuration ?? null,
      trustPolicy: Role.AssumeRolePolicyDocument,
      boundaryArn: Role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    };
  };
  return iamCall(iam, request.region, { action: "iam:GetRole", send }, signal);
}
