import { stat } from "node:fs/promises";
import { bundlePath } from "../../test/e2e/bundle-path.ts";
import { type Cloud, startCloud } from "../../test/e2e/cloud.ts";
import { idToken } from "../../test/fake/index.ts";
import type { DemoOptions } from "./arguments.ts";
import { type JobEnd, type JobSite, runDirectly, runInPipeline } from "./job.ts";
import { lookAround, type Machine } from "./machine.ts";
import type { Stage } from "./stage.ts";

/** Plays the whole demo. True where each job came out as it should. */
export async function play({ branch, auth }: DemoOptions, stage: Stage, signal: AbortSignal): Promise<boolean> {
  stage.title("gitlab-ecr: how a GitLab job logs Docker into Amazon ECR, on this machine and without AWS");
  const machine = await lookAround();

  stage.step("The script that a job runs");
  const bundle = await bundlePath();
  stage.facts({ bundle: `dist/gitlab-ecr.cjs, ${Math.round((await stat(bundle)).size / 1024)} KB, built from src/` });
  signal.throwIfAborted();

  stage.step("Stand-ins for GitLab and AWS");
  const cloud = await startStandIns(stage, machine, signal);
  try {
    signal.throwIfAborted();
    tellStandIns(stage, cloud);
    const site: JobSite = { stage, cloud, machine, bundle, signal };
    const main = await mainJob(site, { branch, auth });
    tellMain(stage, main, { branch, auth });
    const refused = await refusedJob(site, branch === "main" || auth === "static" ? "feature" : undefined);
    const fallback = await fallbackJob(site);
    stage.last(`main job: ${outcomeOf(main)}`);
    return outcomeOf(main) === expectedOutcome({ branch, auth }) && refused && fallback;
  } finally {
    await cloud.close();
  }
}

/** What the main job should come to. */
function expectedOutcome({ branch, auth }: DemoOptions): string {
  if (auth === "static") return "logged in (static)";
  return branch === "main" ? "logged in (oidc)" : "refused (trust-denied)";
}

function outcomeOf({ loggedIn, code, letIn, exitCode }: JobEnd): string {
  if (loggedIn !== undefined && letIn && exitCode === 0) return `logged in (${loggedIn})`;
  return `refused (${code ?? (loggedIn === undefined ? "unknown" : "registry")})`;
}

async function startStandIns(stage: Stage, { docker, missingForPush }: Machine, signal: AbortSignal): Promise<Cloud> {
  if (docker === undefined || missingForPush.length > 0) return startCloud();
  try {
    return await startCloud({ registry: true, dockerd: true });
  } catch (error) {
    signal.throwIfAborted();
    const [reason] = (error as Error).message.split("\n");
    stage.note(`A real push is left out: ${reason}`);
    return startCloud();
  }
}

function tellStandIns(stage: Stage, { fake, front, dockerd, role }: Cloud): void {
  stage.facts({
    issuer: "https://gitlab.example.com, signs ID tokens; AWS reads its keys",
    STS: `${fake.endpoints.sts}, checks signature, audience, expiry and the role's trust policy`,
    ECR: `${fake.endpoints.ecr}, hands out passwords`,
    registry: `${front.host}, lets in with such a password only${dockerd === undefined ? "" : "; docker-registry behind it"}`,
    ...(dockerd !== undefined && { dockerd: dockerd.host }),
    role: `${role.arn}, trusts branch main of org/team/cdk/aws-network-cdk`,
  });
}

async function mainJob(site: JobSite, { branch, auth }: DemoOptions): Promise<JobEnd> {
  const { stage, cloud, machine } = site;
  const token = auth === "oidc" ? idToken(cloud.world, { ref: branch }) : undefined;
  if (token === undefined) {
    stage.step("Access keys, as CI/CD variables hold them");
    stage.facts({ AWS_ACCESS_KEY_ID: "[masked]", AWS_SECRET_ACCESS_KEY: "[masked]" });
  } else {
    stage.step(`GitLab mints an ID token for a job on branch ${branch}`);
    stage.facts(claimsOf(token));
  }

  stage.step("Main job: log in, then use the registry");
  if (machine.docker === undefined) {
    stage.note("No docker command here: the login is written into config.json directly (config engine).");
  } else if (cloud.dockerd === undefined) {
    const why = machine.missingForPush.map((tool) => `no ${tool}`).join(", ") || "no Docker daemon";
    stage.note(`docker ${machine.docker} stores the login. Nothing is pushed: ${why}.`);
  }
  const plan = { branch, token, use: cloud.dockerd === undefined ? "ask" : "push" } as const;
  if (machine.missingForPipeline.length === 0) return runInPipeline(site, plan);
  stage.note(`No ${machine.missingForPipeline.join(", no ")}: the script is run directly, not through a pipeline.`);
  return runDirectly(site, plan);
}

async function refusedJob(site: JobSite, branch: string | undefined): Promise<boolean> {
  const { stage, cloud } = site;
  stage.step("Refused on purpose: a token from a branch that the role doesn't trust");
  if (branch === undefined) {
    stage.note("The main job has just shown it.");
    return true;
  }
  const token = idToken(cloud.world, { ref: branch });
  const about = { sub: claimsOf(token).sub };
  const { code, loggedIn } = await runDirectly(site, { branch, token, use: "ask", about });
  const right = code === "trust-denied" && loggedIn === undefined;
  if (right) stage.good("refused, explained, and nothing stored");
  else stage.bad(`expected trust-denied, got ${code ?? "no refusal"}`);
  return right;
}

async function fallbackJob(site: JobSite): Promise<boolean> {
  const { stage } = site;
  stage.step("Fallback: a job without an ID token, but with access keys");
  const { loggedIn, letIn } = await runDirectly(site, { branch: "main", token: undefined, use: "ask" });
  const right = loggedIn === "static" && letIn;
  if (right) stage.good("logged in with static keys, and told so");
  else stage.bad("the fallback didn't log in");
  return right;
}

function tellMain(stage: Stage, main: JobEnd, options: DemoOptions): void {
  const [outcome, expected] = [outcomeOf(main), expectedOutcome(options)];
  if (outcome !== expected) stage.bad(`${outcome}, and should be ${expected}`);
  else if (main.loggedIn === undefined) stage.good("refused, as it should be: the role trusts branch main alone");
  else stage.good("logged in, let in by the registry, logged out");
}

/** The claims that matter; never the token. */
function claimsOf(token: string): { iss: string; aud: string; sub: string; project_id: string } {
  const { iss, aud, sub, project_id } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return { iss, aud, sub, project_id };
}
