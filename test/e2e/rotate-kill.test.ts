import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
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
import { secretsIn } from "./secrets.ts";

let bundle: string;

beforeAll(async () => {
  bundle = await bundlePath();
});

// Some twenty runs each, killed and resumed, on a machine that may be busy.
const patience = 600_000;

interface Pair {
  readonly id: string;
  readonly secret: string;
}

interface Scene extends Example {
  readonly fake: Fake;
  readonly folder: string;
  readonly journal: string;
  readonly variables: ReturnType<typeof gitlabVariable>[];
  /** Every secret that there ever was. */
  readonly made: string[];
  readonly printed: string[];
}

/** The example user's key in two environment scopes of the example project, of which the second may be hidden. */
async function newScene(hidden: boolean): Promise<Scene> {
  const example = exampleWorld();
  const { world, user, role } = example;
  role.policies = [{ Statement: { Effect: "Allow", Action: "iam:*", Resource: user.arn } }];
  const [key] = user.accessKeys;
  const [project] = world.gitlabs[0]?.projects ?? [];
  if (key === undefined || project === undefined) throw new Error("The example has a key and a project.");
  for (const [index, environmentScope] of ["*", "production"].entries()) {
    project.variables.push(
      gitlabVariable("AWS_ACCESS_KEY_ID", key.accessKeyId, { environmentScope }),
      gitlabVariable("AWS_SECRET_ACCESS_KEY", key.secretAccessKey, {
        environmentScope,
        masked: true,
        hidden: hidden && index === 1,
      }),
    );
  }
  const made = [key.secretAccessKey];
  Object.defineProperty(user.accessKeys, "push", {
    value(this: typeof user.accessKeys, ...keys: typeof user.accessKeys) {
      made.push(...keys.map(({ secretAccessKey }) => secretAccessKey));
      return Array.prototype.push.apply(this, keys);
    },
  });
  const fake = await startFake(world);
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-rotate-"));
  onTestFinished(async () => {
    await fake.close();
    await rm(folder, { recursive: true, force: true });
  });
  const journal = join(folder, "journal.json");
  return { ...example, fake, folder, journal, variables: project.variables, made, printed: [] };
}

/** One run of the program; `killAt` kills it at its N-th call, before or after that took effect. */
async function rotate(
  scene: Scene,
  killAt: { call: number; when: "before" | "after" } | null,
  journal: string,
  more: readonly string[] = [],
) {
  const { world, fake, role, printed } = scene;
  const began = world.calls.length;
  const options = ["--overlap", "0s", "--grace", "0s", "--yes", "--verbose", "--journal", journal, ...more];
  const target = ["--user", "gitlab-ci", "--target", `gitlab-project:${exampleProject}`];
  const child = spawn(process.execPath, [bundle, "rotate", ...target, ...options], {
    env: {
      ...fake.environment,
      HOME: scene.folder,
      CI: "true",
      AWS_REGION: "ap-northeast-1",
      GITLAB_ECR_ROLE_ARN: role.arn,
      GITLAB_OIDC_TOKEN: idToken(world),
      CI_SERVER_URL: fake.endpoints.gitlab,
      GITLAB_TOKEN: exampleGitlabToken,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => printed.push(text.toString()));
  if (killAt !== null) {
    const interrupt = () => void child.kill("SIGKILL");
    inject(world, { call: began + killAt.call }, { kind: "interrupt", when: killAt.when, interrupt }, 1);
  }
  const status = await ended;
  world.faults = [];
  return { status, killed: child.signalCode === "SIGKILL", last: world.calls.at(-1) };
}

function pairsOf({ variables }: Scene): Pair[] {
  return variables
    .filter(({ key }) => key === "AWS_ACCESS_KEY_ID")
    .map(({ value, environmentScope }) => ({
      id: value,
      secret:
        variables.find((one) => one.key === "AWS_SECRET_ACCESS_KEY" && one.environmentScope === environmentScope)
          ?.value ?? "",
    }));
}

function works({ user }: Scene, { id, secret }: Pair): boolean {
  return user.accessKeys.some(
    ({ accessKeyId, secretAccessKey, active }) => active && accessKeyId === id && secretAccessKey === secret,
  );
}

/** What must be so after a kill, wherever it came. */
async function checkInvariants(scene: Scene, killed: { operation: string; when: string }) {
  const { user, made, printed, journal } = scene;
  expect(user.accessKeys.length).toBeLessThanOrEqual(2);
  const broken = pairsOf(scene).filter((pair) => !works(scene, pair));
  // GitLab can't change two variables at once: only between the two writes of one scope is a pair mixed.
  const betweenWrites = killed.operation.startsWith("gitlab:UpdateProjectVariable");
  expect(broken.length, `${killed.when} ${killed.operation}`).toBeLessThanOrEqual(betweenWrites ? 1 : 0);
  for (const { id, secret } of broken) {
    // Both halves belong to active keys, so that the next run can complete the pair.
    const active = user.accessKeys.filter((key) => key.active);
    expect(active.map(({ accessKeyId }) => accessKeyId)).toContain(id);
    expect(active.map(({ secretAccessKey }) => secretAccessKey)).toContain(secret);
  }
  const written = await readFile(journal, "utf8").catch(() => "");
  expect(secretsIn(printed.join("") + written, [...made, exampleGitlabToken])).toEqual([]);
}

/** As if the next run came two hours later: a key that nobody knows isn't taken for another run's any more. */
function later({ user }: Scene): void {
  const earlier = (moment: Date) => new Date(moment.getTime() - 7_200_000);
  for (const key of user.accessKeys) {
    key.createdAt = earlier(key.createdAt);
    if (key.lastUsed !== undefined) key.lastUsed = { ...key.lastUsed, at: earlier(key.lastUsed.at) };
  }
}

/** Asks the stand-in's STS whose each stored pair is. */
async function askSts(scene: Scene): Promise<(string | undefined)[]> {
  const arns: (string | undefined)[] = [];
  for (const { id, secret } of pairsOf(scene)) {
    const credentials = { accessKeyId: id, secretAccessKey: secret };
    const client = new STSClient({ region: "ap-northeast-1", endpoint: scene.fake.endpoints.sts, credentials });
    arns.push((await client.send(new GetCallerIdentityCommand({}))).Arn);
  }
  return arns;
}

/** How many calls a run makes before it changes anything. */
async function readsOf(hidden: boolean): Promise<number> {
  const scene = await newScene(hidden);
  await rotate(scene, null, scene.journal, ["--dry-run"]);
  return scene.world.calls.length;
}

describe.each([
  { journal: "kept", hidden: false },
  { journal: "lost", hidden: false },
  { journal: "kept", hidden: true },
  { journal: "lost", hidden: true },
] as const)(
  "a run that is killed at any call, its journal $journal, a hidden secret: $hidden",
  ({ journal, hidden }) => {
    test.each(["before", "after"] as const)(
      "%s it took effect, is followed by one that ends well",
      async (when) => {
        const seen: string[] = [];
        // Reads are the same in all four: once is enough.
        const first = journal === "kept" && !hidden ? 1 : await readsOf(hidden);
        for (let call = first; ; call += 1) {
          const scene = await newScene(hidden);
          const { killed, status, last } = await rotate(scene, { call, when }, scene.journal);
          if (!killed) {
            expect(status, scene.printed.join("")).toBe(0);
            break;
          }
          const operation = String(last?.operation);
          seen.push(operation);
          await checkInvariants(scene, { operation, when });

          const kept = await readFile(scene.journal, "utf8").catch(() => null);
          // Another name: the lock of the killed run lies beside the old one.
          const resumed = join(scene.folder, "resumed.json");
          if (journal === "lost") later(scene);
          else if (kept !== null) await writeFile(resumed, kept);
          const again = await rotate(scene, null, resumed);
          const label = `killed ${when} call ${call}, ${operation}\n${scene.printed.join("")}`;
          expect(again.status, label).toBe(0);
          expect(scene.user.accessKeys, label).toMatchObject([{ active: true }]);
          expect(await askSts(scene), label).toEqual([scene.user.arn, scene.user.arn]);
          await checkInvariants(scene, { operation: "none", when });
        }
        expect(seen.filter((operation) => operation === "gitlab:UpdateProjectVariable")).toHaveLength(4);
        expect(seen).toEqual(
          expect.arrayContaining(["iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:DeleteAccessKey"]),
        );
      },
      patience,
    );
  },
);
