import { type EvaluationResult, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import { type IamSettings, iamCall, iamClient, type ReadRequest } from "./iam-client.ts";

/** What IAM's simulator says of one action. */
export interface SimulatedAction {
  readonly action: string;
  readonly allowed: boolean;
}

/** Asks IAM's simulator whether a role's or user's own policies allow actions on one resource. */
export function simulatePolicy(
  iam: IamSettings,
  request: ReadRequest & {
    readonly sourceArn: string;
    readonly actions: readonly string[];
    readonly resource: string;
  },
  signal: AbortSignal,
): Promise<AwsOutcome<readonly SimulatedAction[]>> {
  const client = iamClient(iam, request);
  const send = async (abortSignal: AbortSignal) => {
    const results: EvaluationResult[] = [];
    let Marker: string | undefined;
    do {
      const page = await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: request.sourceArn,
          ActionNames: [...request.actions],
          ResourceArns: [request.resource],
          Marker,
        }),
        { abortSignal },
      );
      results.push(...(page.EvaluationResults ?? []));
      Marker = page.IsTruncated === true ? page.Marker : undefined;
    } while (Marker !== undefined);
    return results.map(({ EvalActionName, EvalDecision }) => ({
      action: EvalActionName ?? "",
      allowed: EvalDecision === "allowed",
    }));
  };
  return iamCall(iam, request.region, { action: "iam:SimulatePrincipalPolicy", send }, signal);
}
