import { explainFailure, failed, passed, type Step, skipped } from "../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import type { AwsCredentials, CallerIdentity } from "../../core/identity/index.ts";
import { ownRegistryHost } from "../../core/registry/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { obtainCredentials } from "../obtain-credentials.ts";
import { attempt } from "./attempt.ts";
import type { Case } from "./case.ts";

/** A registry's host with the password for it. */
export interface RegistryPassword {
  readonly host: string;
  readonly username: string;
  readonly password: Secret;
}

/** What a login would get from AWS, and the steps there. */
export interface Session {
  readonly steps: readonly Step[];
  /** Null where there are none. */
  readonly credentials: AwsCredentials | null;
  readonly identity: CallerIdentity | null;
  readonly passwords: readonly RegistryPassword[];
  /** The exchange's error; null where it passed; undefined where it wasn't tried. */
  readonly exchangeError: GitlabEcrError | null | undefined;
}

const nothing = { credentials: null, identity: null, passwords: [] } as const;

/** Exchanges the token, or takes the keys, asks who that is, and gets a password for every region. */
export async function openSession(found: Case): Promise<Session> {
  const { way, run } = found;
  if (way.method === "claims") {
    const reason = "a job's claims were given, and no token";
    const steps = (["exchange", "identity", "ecr-token"] as const).map((id) => skipped(id, reason));
    return { ...nothing, steps, exchangeError: undefined };
  }
  const obtained = await obtain(found);
  const exchange = exchangeStep(found, obtained);
  if (obtained instanceof GitlabEcrError) {
    const failing = way.method === "oidc" ? "the exchange failed" : "the keys failed";
    const identity = way.method === "oidc" ? skipped("identity", failing) : failed("identity", obtained);
    const steps = [exchange, identity, skipped("ecr-token", failing)];
    return { ...nothing, steps, exchangeError: way.method === "oidc" ? obtained : undefined };
  }
  const { credentials } = obtained;
  for (const secret of [credentials.accessKeyId, credentials.secretAccessKey, credentials.sessionToken]) {
    if (secret !== null) run.guard(secret);
  }
  const identity = await attempt("identity", run, () => identityStep(found, credentials));
  const passwords: RegistryPassword[] = [];
  const token = await attempt("ecr-token", run, () => ecrTokenStep(found, obtained, passwords));
  const exchangeError = way.method === "oidc" ? null : undefined;
  return { steps: [exchange, identity, token], credentials, identity: obtained.identity, passwords, exchangeError };
}

interface Obtained {
  readonly credentials: AwsCredentials;
  readonly identity: CallerIdentity;
}

/** The exchange itself, without any fallback: what is wrong with OIDC is what the doctor is asked. */
async function obtain({ options, world, run, way, region }: Case): Promise<Obtained | GitlabEcrError> {
  if (way.method === "claims") throw new TypeError("claims can't be exchanged");
  const choice = way.choice.method === "oidc" ? { ...way.choice, mayFallBack: false } : way.choice;
  const idToken = way.method === "oidc" ? way.token : null;
  try {
    return await obtainCredentials(options.login, { choice, idToken, region }, world.aws, run);
  } catch (error) {
    if (error instanceof GitlabEcrError && error.code !== "interrupted" && error.code !== "internal") return error;
    throw error;
  }
}

function exchangeStep({ way }: Case, obtained: Obtained | GitlabEcrError): Step {
  if (way.method !== "oidc") return skipped("exchange", `${way.method} credentials need none`);
  if (obtained instanceof GitlabEcrError) {
    const { awsCode, awsMessage, condition } = obtained.context;
    const evidence = typeof awsCode === "string" ? [`AWS's words: ${awsCode}: ${awsMessage}`] : [];
    const step = failed("exchange", obtained, evidence);
    if (condition === undefined) return step;
    const shown = JSON.stringify({ Condition: condition }, null, 2).split("\n").slice(1, -1).join("\n");
    return { ...step, remedy: `${step.remedy}\nThe Condition:\n${shown}` };
  }
  const { expiresAt } = obtained.credentials;
  return passed("exchange", [`AWS gave a session until ${expiresAt?.toISOString() ?? "an unknown time"}`]);
}

async function identityStep({ options, world, run, region }: Case, credentials: AwsCredentials): Promise<Step> {
  const outcome = await world.aws.getCallerIdentity({ region, credentials }, run.signal);
  if (!outcome.ok) {
    const { failure, attempts } = outcome;
    throw explainFailure(failure, { attempts, region, exchange: null, keys: null, identity: null });
  }
  const { arn, accountId } = outcome.value;
  const { allowedAccountIds } = options.login;
  if (allowedAccountIds.length > 0 && !allowedAccountIds.includes(accountId)) {
    throw new GitlabEcrError("account-not-allowed", { accountId, allowed: allowedAccountIds });
  }
  return passed("identity", [arn]);
}

async function ecrTokenStep(
  { options, world, run, way, targets }: Case,
  { credentials, identity }: Obtained,
  passwords: RegistryPassword[],
): Promise<Step> {
  const evidence: string[] = [];
  for (const { region, hosts } of targets) {
    const outcome = await world.aws.getAuthorizationToken({ region, credentials }, run.signal);
    if (!outcome.ok) {
      throw explainFailure(outcome.failure, {
        attempts: outcome.attempts,
        region,
        exchange: null,
        keys: way.method === "static" ? options.login.keys : null,
        identity: identity.arn,
      });
    }
    const { username, password, expiresAt, proxyEndpoint } = outcome.value;
    run.guard(password);
    run.guard(new Secret(btoa(`${username}:${password.reveal()}`)));
    const own = ownRegistryHost(proxyEndpoint ?? "", region, world.aws.endpoints.ECR !== null);
    const asked = hosts.length > 0 ? hosts : own === null ? [] : [own];
    passwords.push(...asked.map((host) => ({ host, username, password })));
    evidence.push(
      `${region}: a password for ${asked.join(", ") || "an unknown host"} until ${expiresAt.toISOString()}`,
    );
    if (expiresAt <= run.now()) {
      const reason = `by this machine's clock the password ended at ${expiresAt.toISOString()}, before it began`;
      return failed("ecr-token", new GitlabEcrError("clock-skew", { reason }), evidence);
    }
  }
  return passed("ecr-token", evidence);
}
