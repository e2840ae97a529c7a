import { createAws } from "../adapters/aws/index.ts";
import type { RetireAws } from "../commands/migrate/retire-world.ts";
import type { RotationCaller } from "../commands/rotate/rotation-options.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { accessOptionSpecs, performAccess } from "./access-world.ts";
import type { Invocation } from "./command.ts";
import { tellEndpoints } from "./tell-endpoints.ts";

// A session for pushes or pulls may not touch keys.
const {
  scope: _scope,
  repository: _repository,
  sessionPolicy: _sessionPolicy,
  sessionPolicyArn: _sessionPolicyArn,
  ...shared
} = accessOptionSpecs;

/** The options by which credentials that may manage keys are got. */
export const keyAccessSpecs = shared;

/** IAM, as whoever the options say. */
export async function openKeyAccess(
  invocation: Invocation,
  command: string,
): Promise<{ readonly aws: RetireAws; readonly caller: RotationCaller; close(): void }> {
  const { io, output } = invocation;
  let endpoints = { fips: false, dualstack: false };
  const { facts, credentials } = await performAccess(invocation, command, ({ session }) => {
    const { scope, repositories, policyFile, policyArns } = session.narrowing;
    endpoints = session.endpoints;
    if (scope === null && repositories.length === 0 && policyFile === null && policyArns.length === 0) return;
    const reason = "GITLAB_ECR_SCOPE, _REPOSITORY or _SESSION_POLICY narrows the session, which has to manage keys.";
    throw new GitlabEcrError("input-invalid", { reason, command });
  });
  const { region } = facts;
  const settings = {
    ...io.environment,
    AWS_USE_FIPS_ENDPOINT: String(endpoints.fips),
    AWS_USE_DUALSTACK_ENDPOINT: String(endpoints.dualstack),
  };
  const aws = createAws(settings, io.retryClock);
  try {
    const api = await aws.loadRotation();
    tellEndpoints({ IAM: api.endpoints.IAM }, output.note);
    const common = { region, credentials };
    return {
      aws: {
        keyOwner: (keyId, signal) => api.keyOwner({ ...common, keyId }, signal),
        listKeys: (userName, signal) => api.listKeys({ ...common, userName }, signal),
        setKeyActive: (userName, keyId, active, signal) =>
          api.setKeyActive({ ...common, userName, keyId, active }, signal),
        deleteKey: (userName, keyId, signal) => api.deleteKey({ ...common, userName, keyId }, signal),
      },
      caller: {
        account: facts.account,
        partition: facts.identity.split(":")[1] ?? "aws",
        identity: facts.identity,
        accessKeyId: credentials.accessKeyId.reveal(),
        region,
      },
      close: () => aws.close(),
    };
  } catch (error) {
    aws.close();
    throw error;
  }
}
