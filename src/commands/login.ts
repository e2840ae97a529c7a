import { type GitlabEcrError, type Warning, warning } from "../core/errors/index.ts";
import { askedHosts } from "../core/registry/index.ts";
import { acquireCredentials } from "./acquire-credentials.ts";
import type { AwsApi } from "./aws-api.ts";
import { checkAccount } from "./choose-way.ts";
import { clockWarnings } from "./clock-warnings.ts";
import type { LoginResult } from "./login-result.ts";
import type { LoginStore } from "./login-store.ts";
import type { Obtained } from "./obtain-credentials.ts";
import { type PlanWorld, planAccess } from "./plan-access.ts";
import { type FailedTarget, getPasswords, type RegistryPassword } from "./registry-passwords.ts";
import type { Run } from "./run.ts";
import type { AccessOptions } from "./session-options.ts";

/** What login needs of the world. */
export interface LoginWorld extends PlanWorld {
  readonly aws: AwsApi;
  readonly store: LoginStore;
  writeEnvFile(path: string, variables: Readonly<Record<string, string>>): Promise<void>;
  /** Writes a report of annotations: of a fallback, else an empty one. */
  writeAnnotations(path: string, obtained: Pick<Obtained, "fellBack" | "warnings">): Promise<void>;
  /** Which of the hosts have an entry in DOCKER_AUTH_CONFIG. */
  shadowedHosts(dockerAuthConfig: string, hosts: readonly string[]): readonly string[];
}

/**
 * Gets AWS credentials for this job and logs the container tool into its ECR registries.
 *
 * One exchange of credentials, one ECR call for each region, and then the tool's own login for each host. Throws one
 * `GitlabEcrError`. Where only some of the regions fail, the others are logged into first; its context then says of
 * each registry what became of it. In all other cases nothing has been stored.
 */
export async function login(options: AccessOptions, world: LoginWorld, run: Run): Promise<LoginResult> {
  const { aws, store } = world;
  const { registries, way, targets, publicHosts, sessionPolicy } = await planAccess(options, world);

  for (const { region } of targets.regions) aws.prepareAuthorizationToken(region);
  const obtained = await acquireCredentials(options, { way, region: targets.stsRegion, sessionPolicy }, aws, run);
  checkAccount(obtained.identity.accountId, options);

  const passwords = await getPasswords({ ...targets, publicHosts }, obtained, options, aws, run);
  const { failed } = passwords;
  const logins = inOrder(passwords.logins, askedHosts(registries, options.region, options.session.endpoints));
  if (logins.length > 0) await run.step(`store the logins (${store.engine})`, () => store.store(logins, run.signal));
  if (failed[0] !== undefined) throw partly(failed[0].error, logins, failed);

  const result = resultOf(obtained, logins, options, world, run.now());
  if (options.writeEnv !== null) await world.writeEnvFile(options.writeEnv, envOf(result));
  const { writeAnnotations } = options;
  if (writeAnnotations !== null) await world.writeAnnotations(writeAnnotations, obtained);
  return result;
}

/** As they were asked for; ECR's answers come region by region. */
function inOrder(logins: readonly RegistryPassword[], hosts: readonly string[]): readonly RegistryPassword[] {
  return [...logins].sort((a, b) => hosts.indexOf(a.host) - hosts.indexOf(b.host));
}

/** The error of the first region that failed, with what became of every registry where there are several. */
function partly(
  error: GitlabEcrError,
  logins: readonly RegistryPassword[],
  failed: readonly FailedTarget[],
): GitlabEcrError {
  if (logins.length + failed.flatMap(({ hosts }) => hosts).length < 2) return error;
  const registries = [
    ...logins.map(({ host, region }) => ({ host, region, ok: true })),
    ...failed.flatMap(({ hosts, region, error: { code: one } }) =>
      (hosts.length > 0 ? hosts : [null]).map((host) => ({ host, region, ok: false, code: one })),
    ),
  ];
  return error.withContext({ registries });
}

function resultOf(
  obtained: Obtained,
  logins: readonly RegistryPassword[],
  options: AccessOptions,
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
  const firstEnd = new Date(Math.min(expiresAt.getTime(), ...ends));
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
      ...clockWarnings(firstEnd, world.aws.clockOffset(), now),
      ...shorterWarnings(firstEnd, options, now),
      ...shadowWarnings(logins, options, world),
    ],
  };
}

function shorterWarnings(expiresAt: Date, { jobEndsAt }: AccessOptions, now: Date): Warning[] {
  if (jobEndsAt === null || expiresAt >= jobEndsAt || expiresAt <= now) return [];
  const times = { expiresAt: expiresAt.toISOString(), jobEndsAt: jobEndsAt.toISOString() };
  return [warning("session-shorter-than-job", times)];
}

function shadowWarnings(logins: readonly RegistryPassword[], options: AccessOptions, world: LoginWorld): Warning[] {
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
