import type { IamSettings } from "./iam-client.ts";
import { readProvider } from "./iam-provider.ts";
import { readRole } from "./iam-role.ts";
import { readRolePolicies } from "./iam-role-policies.ts";
import { simulatePolicy } from "./iam-simulate.ts";

/** IAM's reads. This module, which brings the IAM client, is loaded only where something has to be explained. */
export function createIamReads(iam: IamSettings) {
  return {
    readRole: (request: Parameters<typeof readRole>[1], signal: AbortSignal) => readRole(iam, request, signal),
    readProvider: (request: Parameters<typeof readProvider>[1], signal: AbortSignal) =>
      readProvider(iam, request, signal),
    readRolePolicies: (request: Parameters<typeof readRolePolicies>[1], signal: AbortSignal) =>
      readRolePolicies(iam, request, signal),
    simulatePolicy: (request: Parameters<typeof simulatePolicy>[1], signal: AbortSignal) =>
      simulatePolicy(iam, request, signal),
  };
}
