import { explainFailure } from "../core/diagnosis/index.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import {
  type AuthorizationToken,
  type EndpointKind,
  ownRegistryHost,
  publicRegion,
  type RegionTarget,
} from "../core/registry/index.ts";
import { Secret } from "../core/secret/index.ts";
import type { AwsApi } from "./aws-api.ts";
import { mapBounded } from "./bounded.ts";
import type { Obtained } from "./obtain-credentials.ts";
import type { Run } from "./run.ts";
import type { AccessOptions } from "./session-options.ts";

/** How many regions are asked at a time. */
const mostAtOnce = 8;

/** A login that is ready to be stored. */
export interface RegistryPassword {
  readonly host: string;
  readonly region: string;
  readonly username: string;
  readonly password: Secret;
  readonly expiresAt: Date;
}

/** Where passwords are wanted: one call for each region, and one for ECR Public. */
export interface PasswordTargets {
  readonly regions: readonly RegionTarget[];
  readonly publicHosts: readonly string[];
}

/** A region that gave no password. */
export interface FailedTarget {
  readonly region: string;
  /** Empty where the caller's own registry was asked for, whose host isn't known. */
  readonly hosts: readonly string[];
  readonly error: GitlabEcrError;
}

/** What all calls came to. */
export interface Passwords {
  readonly logins: readonly RegistryPassword[];
  readonly failed: readonly FailedTarget[];
}

interface Target extends RegionTarget {
  readonly isPublic: boolean;
}

/** Gets the passwords, several regions at a time. A region that fails doesn't hold the others up. */
export async function getPasswords(
  { regions, publicHosts }: PasswordTargets,
  obtained: Obtained,
  options: AccessOptions,
  aws: AwsApi,
  run: Run,
): Promise<Passwords> {
  const targets: Target[] = regions.map((target) => ({ ...target, isPublic: false }));
  if (publicHosts.length > 0) targets.push({ region: publicRegion, hosts: publicHosts, isPublic: true });
  const outcomes = await mapBounded(targets, mostAtOnce, async (target) => {
    try {
      return await getPassword(target, obtained, options, aws, run);
    } catch (error) {
      // What isn't a region's own failure, such as Ctrl-C or the end of the time, is everybody's.
      if (!(error instanceof GitlabEcrError) || run.signal.aborted) throw error;
      return { region: target.region, hosts: target.hosts, error };
    }
  });
  return {
    logins: outcomes.flatMap((outcome) => ("error" in outcome ? [] : outcome)),
    failed: outcomes.filter((outcome) => "error" in outcome),
  };
}

async function getPassword(
  { region, hosts, isPublic }: Target,
  { credentials, identity, method }: Obtained,
  { keys, session }: AccessOptions,
  aws: AwsApi,
  run: Run,
): Promise<RegistryPassword[]> {
  const what = isPublic ? "ECR Public" : `ECR in ${region}`;
  const token = await run.step(`get a password for ${what}`, async () => {
    const outcome = isPublic
      ? await aws.getPublicAuthorizationToken({ credentials }, run.signal)
      : await aws.getAuthorizationToken({ region, credentials }, run.signal);
    if (outcome.ok) return outcome.value;
    throw explainFailure(outcome.failure, {
      attempts: outcome.attempts,
      region,
      exchange: null,
      keys: method === "static" ? keys : null,
      identity: identity.arn,
    });
  });
  const { username, password, expiresAt } = token;
  run.guard(password);
  run.guard(new Secret(btoa(`${username}:${password.reveal()}`)));
  const named = hosts.length > 0 ? hosts : [ownHost(token, region, aws, session.endpoints)];
  return named.map((host) => ({ host, region, username, password, expiresAt }));
}

function ownHost(
  { proxyEndpoint }: AuthorizationToken,
  region: string,
  { endpoints }: AwsApi,
  kind: EndpointKind,
): string {
  const host = ownRegistryHost(proxyEndpoint ?? "", region, endpoints.ECR !== null, kind);
  if (host !== null) return host;
  const reason = `its proxyEndpoint isn't the host of a registry in ${region}`;
  throw new GitlabEcrError("answer-invalid", { host: `ECR in ${region}`, reason });
}
