import { explainFailure } from "../core/diagnosis/index.ts";
import { GitlabEcrError, type Warning, warning } from "../core/errors/index.ts";
import { type AuthChoice, chooseAuth, parseRoleArn } from "../core/identity/index.ts";
import {
  type AuthorizationToken,
  ownRegistryHost,
  parseRegistry,
  type RegionTarget,
  registryTargets,
} from "../core/registry/index.ts";
import { Secret } from "../core/secret/index.ts";
import { authInputs, chosenToken, readOwnToken } from "./auth-inputs.ts";
import type { AwsApi } from "./aws-api.ts";
import type { LoginOptions } from "./login-options.ts";
import type { LoginResult } from "./login-result.ts";
import type { LoginStore } from "./login-store.ts";
import { type Obtained, obtainCredentials } from "./obtain-credentials.ts";
import type { Run } from "./run.ts";

/** What login needs of the world. */
export interface LoginWorld {
  readonly aws: AwsApi;
  readonly store: LoginStore;
  /** Content of a token file; null where there is none. */
  readTokenFile(path: string): Promise<Secret | null>;
  writeEnvFile(path: string, variables: Readonly<Record<string, string>>): Promise<void>;
  /** Which of the hosts have an entry in DOCKER_AUTH_CONFIG. */
  shadowedHosts(dockerAuthConfig: string, hosts: readonly string[]): readonly string[];
  /** Told as soon as it is known how to authenticate. */
  onChoice(choice: Pick<AuthChoice, "method" | "because" | "warnings">): void;
}

/**
 * Gets AWS credentials for this job and logs the container tool into its ECR registries.
 *
 * One exchange of credentials, one ECR call for each region, and then the tool's own login for each host. Throws one
 * `GitlabEcrError`; before the last step nothing has been stored.
 */
export async function login(options: LoginOptions, world: LoginWorld, run: Run): Promise<LoginResult> {
  const registries = options.registries.map(parseRegistry);
  const ownToken = await readOwnToken(options, world);
  const choice = chooseAuth(authInputs(options, ownToken));
  world.onChoice(choice);

  const role = choice.method === "oidc" ? parseRoleArn(choice.role.value) : null;
  const targets = registryTargets(registries, options.region, role?.partition ?? null);
  if (role !== null) checkAccount(role.accountId, options);

  const idToken = choice.method === "oidc" ? await chosenToken(choice.token, ownToken, options, world) : null;
  for (const { region } of targets.regions) world.aws.prepareAuthorizationToken(region);
  const obtained = await obtainCredentials(options, { choice, idToken, region: targets.stsRegion }, world.aws, run);
  guardCredentials(obtained, run);
  checkAccount(obtained.identity.accountId, options);

  const logins = (
    await Promise.all(targets.regions.map((target) => logInto(target, obtained, options, world, run)))
  ).flat();
  await run.step(`store the logins (${world.store.engine})`, () => world.store.store(logins, run.signal));

  const result = resultOf(obtained, logins, options, world, run.now());
  if (options.writeEnv !== null) await world.writeEnvFile(options.writeEnv, envOf(result));
  return result;
}

function guardCredentials({ credentials }: Obtained, run: Run): void {
  run.guard(credentials.accessKeyId);
  run.guard(credentials.secretAccessKey);
  if (credentials.sessionToken !== null) run.guard(credentials.sessionToken);
}

function checkAccount(accountId: string, { allowedAccountIds }: LoginOptions): void {
  if (allowedAccountIds.length === 0 || allowedAccountIds.includes(accountId)) return;
  throw new GitlabEcrError("account-not-allowed", { accountId, allowed: allowedAccountIds });
}

/** A login that is ready to be stored. */
interface RegionLogin {
  readonly host: string;
  readonly region: string;
  readonly username: string;
  readonly password: Secret;
  readonly expiresAt: Date;
}

async function logInto(
  target: RegionTarget,
  { credentials, identity, method }: Obtained,
  { keys }: LoginOptions,
  { aws }: LoginWorld,
  run: Run,
): Promise<RegionLogin[]> {
  const { region } = target;
  const token = await run.step(`get a password for ECR in ${region}`, async () => {
    const outcome = await aws.getAuthorizationToken({ region, credentials }, run.signal);
    if (outcome.ok) return outcome.value;
    throw explainFailure(outcome.failure, {
      attempts: outcome.attempts,
      region,
      exchange: null,
      keys: method === "static" ? namesOf(keys) : null,
      identity: identity.arn,
    });
  });
  const { username, password, expiresAt } = token;
  run.guard(password);
  run.guard(new Secret(btoa(`${username}:${password.reveal()}`)));
  const hosts = target.hosts.length > 0 ? target.hosts : [ownHost(token, region, aws)];
  return hosts.map((host) => ({ host, region, username, password, expiresAt }));
}

function namesOf({ accessKeyIdEnv, secretAccessKeyEnv }: LoginOptions["keys"]) {
  return { accessKeyIdEnv, secretAccessKeyEnv };
}

function ownHost({ proxyEndpoint }: AuthorizationToken, region: string, { endpoints }: AwsApi): string {
  const host = ownRegistryHost(proxyEndpoint ?? "", region, endpoints.ECR !== null);
  if (host !== null) return host;
  const reason = `its proxyEndpoint isn't the host of a registry in ${region}`;
  throw new GitlabEcrError("answer-invalid", { host: `ECR in ${region}`, reason });
}

function resultOf(
  obtained: Obtained,
  logins: readonly RegionLogin[],
  options: LoginOptions,
  world: LoginWorld,
  now: Date,
): LoginResult {
  const registries = logins.map(({ host, region, expiresAt }) => ({
    host,
    region,
    expiresAt: expiresAt.toISOString(),
  }));
  const ends = logins.map(({ expiresAt }) => expiresAt.getTime());
  const expiresAt = obtained.credentials.expiresAt ?? new Date(Math.min(...ends));
  return {
    ok: true,
    auth: obtained.method,
    because: obtained.because,
    fellBack: obtained.fellBack,
    account: obtained.identity.accountId,
    identity: obtained.identity.arn,
    expiresAt: expiresAt.toISOString(),
    registries,
    engine: world.store.engine,
    warnings: [
      ...obtained.warnings,
      ...expiryWarnings(new Date(Math.min(expiresAt.getTime(), ...ends)), options, now),
      ...shadowWarnings(logins, options, world),
    ],
  };
}

function expiryWarnings(expiresAt: Date, { jobEndsAt }: LoginOptions, now: Date): Warning[] {
  if (expiresAt <= now) {
    const reason = `by this machine's clock the login ended at ${expiresAt.toISOString()}, before it began`;
    return [warning("clock-skew", { reason })];
  }
  if (jobEndsAt === null || expiresAt >= jobEndsAt) return [];
  const times = { expiresAt: expiresAt.toISOString(), jobEndsAt: jobEndsAt.toISOString() };
  return [warning("session-shorter-than-job", times)];
}

function shadowWarnings(logins: readonly RegionLogin[], options: LoginOptions, world: LoginWorld): Warning[] {
  if (options.dockerAuthConfig === null) return [];
  const hosts = logins.map(({ host }) => host);
  const shadowed = world.shadowedHosts(options.dockerAuthConfig.reveal(), hosts);
  return shadowed.map((host) => warning("auth-config-shadowed", { host }));
}

function envOf({ registries, account }: LoginResult): Record<string, string> {
  const [first] = registries;
  const ends = registries.map(({ expiresAt }) => expiresAt).sort();
  return {
    ECR_REGISTRY: first?.host ?? "",
    ECR_REGISTRIES: registries.map(({ host }) => host).join(" "),
    ECR_EXPIRES_AT: ends[0] ?? "",
    ECR_ACCOUNT_ID: account,
    ECR_REGION: first?.region ?? "",
  };
}
