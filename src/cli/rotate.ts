import { rotate } from "../commands/rotate/rotate.ts";
import type { AskForAgreement, RotationCaller, RotationOptions } from "../commands/rotate/rotation-options.ts";
import type { RotationResult } from "../commands/rotate/rotation-result.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { partitionOfRegion } from "../core/registry/index.ts";
import { rotationPolicy } from "../core/rotation/index.ts";
import { rotatePlanText, rotateText } from "../reports/index.ts";
import { performAccess } from "./access-world.ts";
import { plainStyle } from "./ansi-style.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { commonOptions } from "./option-spec.ts";
import { parseTime } from "./parse-time.ts";
import { ownRotateSpecs, type RotateRequest, readRotateRequest, rotateSpecs } from "./rotate-options.ts";
import { checkStandardOutput, createRotateWorld, type RotateMeans } from "./rotate-world.ts";

/** `gitlab-ecr rotate`. */
export const rotateCommand: CliCommand = {
  name: "rotate",
  summary: "Replace an IAM user's access key everywhere it is stored, without an outage.",
  positional: null,
  options: Object.values(rotateSpecs),
  help: `
A new key is made, tried until AWS takes it, stored in every target and read back.
The old one is deactivated once it has been unused for the overlap, and deleted
after the grace time. A run does what can be done now, says when to run again, and
goes on where the one before stopped or was killed.

Nothing is changed without --yes or a yes to the plan. The role or user that rotates needs what
--print-policy prints; GITLAB_TOKEN the scope api and the role Maintainer.

Examples:
  What would be done?
    gitlab-ecr rotate --user gitlab-ci --target gitlab-project:org/app --dry-run

  Keys older than 90 days, in two places; run daily:
    gitlab-ecr rotate --user gitlab-ci --max-age 90d --yes \\
      --target gitlab-project:org/app --target secretsmanager:ci/ecr

  Something still used the old key:
    gitlab-ecr rotate --user gitlab-ci --target gitlab-project:org/app --rollback --yes

  All users that audit finds to be for GitLab or ECR:
    gitlab-ecr rotate --all-candidates --target gitlab-group:org --max-age 90d --yes

  What the role that rotates needs:
    gitlab-ecr rotate --print-policy --user gitlab-ci --account 123456789012

Exit status: 0 done, or to be run again later; 2 wrong usage or input,
3 AWS or GitLab refused, 4 network, timeout or throttling.
`,
  async run(invocation) {
    const { options, output } = invocation;
    if (options.isOn(ownRotateSpecs.printPolicy)) return printPolicy(invocation);
    const request = readRotateRequest(options);
    checkStandardOutput(invocation, request.targets);
    const wanted = readOptions(invocation, request);

    let endpoints = { fips: false, dualstack: false };
    const { facts, credentials } = await performAccess(invocation, "rotate", ({ session }) => {
      const { scope, repositories, policyFile, policyArns } = session.narrowing;
      endpoints = session.endpoints;
      if (scope === null && repositories.length === 0 && policyFile === null && policyArns.length === 0) return;
      throw invalid("GITLAB_ECR_SCOPE, _REPOSITORY or _SESSION_POLICY narrows the session, which has to manage keys.");
    });
    const caller: RotationCaller = {
      account: facts.account,
      partition: facts.identity.split(":")[1] ?? "aws",
      identity: facts.identity,
      accessKeyId: credentials.accessKeyId.reveal(),
      region: facts.region,
    };
    const means = {
      caller,
      credentials,
      rollback: wanted.rollback,
      waitUntil: notBeyond(wanted.waitUntil, facts.expiresAt),
      endpointVariables: {
        AWS_USE_FIPS_ENDPOINT: String(endpoints.fips),
        AWS_USE_DUALSTACK_ENDPOINT: String(endpoints.dualstack),
      },
    };
    if (request.user === null) return rotateAll(invocation, request, wanted, means);
    const result = await rotateOne(invocation, { ...request, user: request.user }, wanted, means);
    // Standard output holds the key alone; the rest is told beside it.
    if (request.targets.some(({ kind }) => kind === "stdout")) output.note(rotateText(result, plainStyle).trimEnd());
    else output.result(result, (style) => rotateText(result, style));
    return 0;
  },
};

type Means = Omit<RotateMeans, "request"> & { readonly waitUntil: Date | null };

/** Rotates the key of one user. */
async function rotateOne(
  invocation: Invocation,
  request: RotateMeans["request"],
  wanted: Wanted,
  { waitUntil, ...means }: Means,
): Promise<RotationResult> {
  const { output, run } = invocation;
  const world = await createRotateWorld(invocation, { ...means, request });
  try {
    const release = await world.journal.lock(run.signal, () => output.note("waiting for another run of this rotation"));
    try {
      const options = { ...wanted, user: request.user, waitUntil };
      return await rotate(options, means.caller, world, run, (plan) => agree(request.user, plan, invocation));
    } finally {
      await release();
    }
  } finally {
    world.close();
  }
}

/** Rotates the keys of all candidates, one after the other. A failure ends with it, once the others have had their turn. */
async function rotateAll(
  invocation: Invocation,
  request: RotateRequest,
  wanted: Wanted,
  means: Means,
): Promise<number> {
  const { output, run } = invocation;
  // Brings the whole audit with it.
  const { candidateUsers } = await import("./rotate-candidates.ts");
  const users = await candidateUsers(invocation, { ...means.caller, ...means });
  const results: RotationResult[] = [];
  const skipped: string[] = [];
  const failed: GitlabEcrError[] = [];
  for (const user of users) {
    try {
      results.push(await rotateOne(invocation, { ...request, user }, wanted, means));
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof GitlabEcrError)) throw error;
      if (error.code === "key-not-stored") skipped.push(user);
      else failed.push(error.withContext({ user }));
    }
  }
  const [first] = failed;
  if (first !== undefined) {
    for (const result of results) output.note(rotateText(result, plainStyle).trimEnd());
    for (const other of failed.slice(1))
      output.note(`user ${String(other.context.user)}: ${other.code}: ${other.message}`);
    throw first;
  }
  output.result({ ok: true, users: results, skipped }, (style) =>
    [
      ...results.map((result) => rotateText(result, style)),
      ...skipped.map((user) => `no target holds a key of user ${user}: left alone\n`),
    ].join(""),
  );
  return 0;
}

/** Shows the plan; changes take --yes, or the answer of whoever sits at the terminal and has seen it. */
async function agree(
  user: string,
  plan: Parameters<AskForAgreement>[0],
  invocation: Invocation,
): ReturnType<AskForAgreement> {
  const { options, io, output, run } = invocation;
  output.note(rotatePlanText({ user, plan }));
  if (options.isOn(ownRotateSpecs.yes)) return "yes";
  const { ask } = io;
  if (ask === undefined || options.isOn(commonOptions[1])) return "nobody";
  const answer = await run.pause(() => ask("Do this? [y/N] ", run.signal));
  return /^\s*y(?:es)?\s*$/i.test(answer) ? "yes" : "no";
}

/** Some of the time is left for the work that follows a wait. Milliseconds. */
const reserve = 30_000;

/** A wait ends while the session is still good for what follows. */
function notBeyond(until: Date | null, expiresAt: string | null): Date | null {
  if (until === null || expiresAt === null) return until;
  const end = new Date(Date.parse(expiresAt) - reserve);
  return end < until ? end : until;
}

/** What is wanted for every user alike. */
type Wanted = Omit<RotationOptions, "user">;

function readOptions({ options, run }: Invocation, request: RotateRequest): Wanted {
  const timeout = options.find(commonOptions[3]);
  const seconds =
    timeout === null
      ? 60
      : parseTime(timeout.value, { option: timeout.source, least: 1, most: 86_400, command: "rotate" });
  const rollback = options.isOn(ownRotateSpecs.rollback);
  const wait = options.isOn(ownRotateSpecs.wait);
  const { deleteKey, oldKey, maxAge } = request.settings;
  if (rollback && (wait || deleteKey !== null || oldKey !== null || maxAge !== null)) {
    throw invalid("--rollback takes none of --wait, --delete-key, --old-key and --max-age.");
  }
  return {
    settings: request.settings,
    names: request.names,
    dryRun: options.isOn(ownRotateSpecs.dryRun),
    rollback,
    waitUntil: wait ? new Date(run.now().getTime() + seconds * 1000 - reserve) : null,
  };
}

function printPolicy({ options, output }: Invocation): number {
  const user = options.text(ownRotateSpecs.user);
  const account = options.text(ownRotateSpecs.account);
  if (user === null || account === null || !/^\d{12}$/.test(account)) {
    throw invalid("--print-policy takes --user NAME and --account ID, of 12 digits.");
  }
  const region = options.text(rotateSpecs.region);
  const partition = partitionOfRegion(region ?? "us-east-1")?.name ?? "aws";
  const secrets = options
    .list(ownRotateSpecs.target)
    .flatMap((target) => (target.startsWith("secretsmanager:") ? [target.slice("secretsmanager:".length)] : []));
  const arnOf = (secret: string) =>
    secret.startsWith("arn:")
      ? secret
      : // Secrets Manager puts six characters behind the name.
        `arn:${partition}:secretsmanager:${region ?? "*"}:${account}:secret:${secret}-??????`;
  const policy = rotationPolicy({ partition, account, users: [user], secrets: secrets.map(arnOf) });
  output.result({ ok: true, policy }, () => `${JSON.stringify(policy, null, 2)}\n`);
  return 0;
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "rotate" });
}
