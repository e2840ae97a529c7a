import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import {
  type Example,
  exampleGitlabToken,
  exampleProject,
  exampleWorld,
  type Fake,
  gitlabVariable,
  idToken,
  inject,
  startFake,
} from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { secretsOf } from "./secrets.ts";

/** Some dozens of runs in one test, on a machine that may be busy. Milliseconds. */
export const patience = 900_000;

/** The id of an access key and its secret. */
export interface Pair {
  readonly id: string;
  readonly secret: string;
}

/** The example's key in the example project's variables, and a role that may do everything to its user's keys. */
export interface KillScene extends Example {
  readonly fake: Fake;
  /** A folder of its own, the home of all runs. */
  readonly folder: string;
  readonly variables: ReturnType<typeof gitlabVariable>[];
  /** All that runs wrote to standard output and standard error. */
  readonly printed: string[];
  /** Every secret that there ever was. */
  secrets(): string[];
  /** The pairs in the variables, one for each scope with a key id. */
  pairs(): Pair[];
  /** Whether AWS takes a pair: an active key, with its own secret. */
  works(pair: Pair): boolean;
}

/** When a run is killed: at its N-th call, before or after that takes effect. */
export interface KillAt {
  readonly call: number;
  readonly when: "before" | "after";
}

/** What a run came to. */
export interface EndedRun {
  readonly status: number | null;
  readonly killed: boolean;
  /** The last operation that was called. */
  readonly operation: string;
  readonly stdout: string;
}

/** The program with all its files, where a build at the same time can't take them away. `remove` ends it. */
export async function ownProgram(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-program-"));
  await cp(dirname(await bundlePath()), folder, { recursive: true });
  return { path: join(folder, "gitlab-ecr.cjs"), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A new scene, gone after the test. `hidden` are the scopes whose secret GitLab gives nobody back. */
export async function killScene(scopes: readonly string[], hidden: readonly string[] = []): Promise<KillScene> {
  const example = exampleWorld();
  const { world, user, role } = example;
  role.policies.push({
    Statement: [
      { Effect: "Allow", Action: "iam:*", Resource: user.arn },
      { Effect: "Allow", Action: "secretsmanager:*", Resource: "*" },
    ],
  });
  const [key] = user.accessKeys;
  const [project] = world.gitlabs[0]?.projects ?? [];
  if (key === undefined || project === undefined) throw new Error("The example has a key and a project.");
  const { variables } = project;
  for (const environmentScope of scopes) {
    variables.push(
      gitlabVariable("AWS_ACCESS_KEY_ID", key.accessKeyId, { environmentScope }),
      gitlabVariable("AWS_SECRET_ACCESS_KEY", key.secretAccessKey, {
        environmentScope,
        masked: true,
        hidden: hidden.includes(environmentScope),
      }),
    );
  }
  const made = [key.secretAccessKey, exampleGitlabToken];
  // Unseen by comparisons: every secret that IAM ever makes is noted.
  Object.defineProperty(user.accessKeys, "push", {
    value(this: typeof user.accessKeys, ...keys: typeof user.accessKeys) {
      made.push(...keys.map(({ secretAccessKey }) => secretAccessKey));
      return Array.prototype.push.apply(this, keys);
    },
  });
  const fake = await startFake(world);
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-killed-"));
  onTestFinished(async () => {
    await fake.close();
    await rm(folder, { recursive: true, force: true });
  });
  const secretOf = (scope: string) =>
    variables.find((one) => one.key === "AWS_SECRET_ACCESS_KEY" && one.environmentScope === scope)?.value ?? "";
  return {
    ...example,
    fake,
    folder,
    variables,
    printed: [],
    secrets: () => [...made, ...secretsOf(world)],
    pairs: () =>
      variables.flatMap(({ key: name, value: id, environmentScope }) =>
        name === "AWS_ACCESS_KEY_ID" ? [{ id, secret: secretOf(environmentScope) }] : [],
      ),
    works: ({ id, secret }) =>
      user.accessKeys.some(
        ({ accessKeyId, secretAccessKey, active }) => active && accessKeyId === id && secretAccessKey === secret,
      ),
  };
}

/** One run of the program as a job of the example project, with its role, its token and a token for GitLab. */
export async function runProgram(
  scene: KillScene,
  program: string,
  args: readonly string[],
  killAt: KillAt | null = null,
  environment: Readonly<Record<string, string>> = {},
): Promise<EndedRun> {
  const { world, fake, role, printed, folder } = scene;
  const token = idToken(world);
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: {
      ...fake.environment,
      HOME: folder,
      CI: "true",
      AWS_REGION: "ap-northeast-1",
      GITLAB_ECR_ROLE_ARN: role.arn,
      GITLAB_OIDC_TOKEN: token,
      CI_SERVER_URL: fake.endpoints.gitlab,
      CI_PROJECT_PATH: exampleProject,
      GITLAB_TOKEN: exampleGitlabToken,
      ...environment,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const out: string[] = [];
  child.stdout.on("data", (text: Buffer) => out.push(text.toString()));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => printed.push(text.toString()));
  if (killAt !== null) {
    const interrupt = () => void child.kill("SIGKILL");
    inject(world, { call: world.calls.length + killAt.call }, { kind: "interrupt", when: killAt.when, interrupt }, 1);
  }
  const status = await ended;
  world.faults = [];
  const operation = String(world.calls.at(-1)?.operation);
  return { status, killed: child.signalCode === "SIGKILL", operation, stdout: out.join("") };
}

/**
 * Kills a run at each of its calls in turn, in a new scene each, and hands what is left to `check`; a run with fewer
 * calls than that ends it, and must end well. Gives the operations at which one was killed, in order.
 */
export async function killAtEachCall<Scene extends KillScene>(
  { first, when }: { readonly first: number; readonly when: KillAt["when"] },
  newScene: () => Promise<Scene>,
  run: (scene: Scene, killAt: KillAt) => Promise<EndedRun>,
  check: (scene: Scene, operation: string, label: string) => Promise<void>,
): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let call = first; ; call += 1) {
    const scene = await newScene();
    const { killed, status, operation } = await run(scene, { call, when });
    if (!killed && status !== 0) throw new Error(`A run that nobody killed failed:\n${scene.printed.join("")}`);
    if (!killed) return seen;
    seen.push(operation);
    await check(scene, operation, `killed ${when} call ${call}, ${operation}`);
  }
}
