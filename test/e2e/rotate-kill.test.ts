import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleProject, storedSecret } from "../fake/index.ts";
import {
  type KillAt,
  type KillScene,
  killAtEachCall,
  killScene,
  ownProgram,
  type Pair,
  patience,
  runProgram,
} from "./killed-runs.ts";
import { secretsIn } from "./secrets.ts";

let program: Awaited<ReturnType<typeof ownProgram>>;

beforeAll(async () => {
  program = await ownProgram();
}, patience);
afterAll(() => program?.remove());

const project = `gitlab-project:${exampleProject}`;
const secret = "secretsmanager:ci/ecr";

interface Scene extends KillScene {
  readonly journal: string;
  readonly targets: readonly string[];
  /** All pairs, wherever they are stored. */
  stored(): Pair[];
}

/** Where the example user's key is, and whether the second of two environment scopes has its secret hidden. */
interface Places {
  readonly targets: readonly string[];
  readonly hidden: boolean;
}

async function newScene({ targets, hidden }: Places): Promise<Scene> {
  const scene = await killScene(targets.includes(project) ? ["*", "production"] : [], hidden ? ["production"] : []);
  const [key] = scene.user.accessKeys;
  if (targets.includes(secret)) {
    const pair = { AWS_ACCESS_KEY_ID: key?.accessKeyId, AWS_SECRET_ACCESS_KEY: key?.secretAccessKey, note: "ours" };
    scene.account.secrets = [storedSecret("ci/ecr", JSON.stringify(pair))];
  }
  const stored = () => [...scene.pairs(), ...(scene.account.secrets ?? []).map(pairIn)];
  return { ...scene, journal: join(scene.folder, "journal.json"), targets, stored };
}

function pairIn({ versions }: ReturnType<typeof storedSecret>): Pair {
  const current = versions.find(({ stages }) => stages.includes("AWSCURRENT"));
  const fields = JSON.parse(current?.text ?? "") as Record<string, string>;
  expect(fields.note).toBe("ours");
  return { id: fields.AWS_ACCESS_KEY_ID ?? "", secret: fields.AWS_SECRET_ACCESS_KEY ?? "" };
}

function rotate(scene: Scene, killAt: KillAt | null, journal: string, more: readonly string[] = []) {
  return run(scene, killAt, ["--overlap", "0s", "--grace", "0s", "--yes", "--verbose", "--journal", journal, ...more]);
}

function run(scene: Scene, killAt: KillAt | null, options: readonly string[]) {
  const targets = scene.targets.flatMap((target) => ["--target", target]);
  return runProgram(scene, program.path, ["rotate", "--user", "gitlab-ci", ...targets, ...options], killAt);
}

/** What must be so after a kill, wherever it came. */
async function checkInvariants(scene: Scene, operation: string, label: string) {
  const { user, printed, journal } = scene;
  expect(user.accessKeys.length).toBeLessThanOrEqual(2);
  const broken = scene.stored().filter((pair) => !scene.works(pair));
  // GitLab can't change two variables at once: only between the two writes of one scope is a pair mixed.
  const betweenWrites = operation.startsWith("gitlab:UpdateProjectVariable");
  expect(broken.length, label).toBeLessThanOrEqual(betweenWrites ? 1 : 0);
  for (const pair of broken) {
    // Both halves belong to active keys, so that the next run can complete the pair.
    const active = user.accessKeys.filter((key) => key.active);
    expect(active.map(({ accessKeyId }) => accessKeyId)).toContain(pair.id);
    expect(active.map(({ secretAccessKey }) => secretAccessKey)).toContain(pair.secret);
  }
  const written = await readFile(journal, "utf8").catch(() => "");
  expect(secretsIn(printed.join("") + written, scene.secrets()), label).toEqual([]);
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
  for (const { id, secret: secretAccessKey } of scene.stored()) {
    const credentials = { accessKeyId: id, secretAccessKey };
    const client = new STSClient({ region: "ap-northeast-1", endpoint: scene.fake.endpoints.sts, credentials });
    arns.push((await client.send(new GetCallerIdentityCommand({}))).Arn);
  }
  return arns;
}

/** How many calls a run makes before it changes anything. */
async function readsOf(places: Places): Promise<number> {
  const scene = await newScene(places);
  await rotate(scene, null, scene.journal, ["--dry-run"]);
  return scene.world.calls.length;
}

/** How a rotation stores its new key in a target: two variables in each of two scopes, or one version. */
const writes: Readonly<Record<string, { readonly operation: string; readonly times: number }>> = {
  [project]: { operation: "gitlab:UpdateProjectVariable", times: 4 },
  [secret]: { operation: "secretsmanager:PutSecretValue", times: 1 },
};

describe.each<Places & { readonly journal: "kept" | "lost" }>([
  { targets: [project], journal: "kept", hidden: false },
  { targets: [project], journal: "lost", hidden: false },
  { targets: [project], journal: "kept", hidden: true },
  { targets: [project], journal: "lost", hidden: true },
  { targets: [secret], journal: "kept", hidden: false },
  { targets: [secret], journal: "lost", hidden: false },
  { targets: [project, secret], journal: "lost", hidden: true },
])("a run that is killed at any call: $targets, its journal $journal, a hidden secret: $hidden", (places) => {
  test.each(["before", "after"] as const)(
    "%s it took effect, is followed by one that ends well",
    async (when) => {
      const { targets, journal, hidden } = places;
      // Reads are the same whatever the journal is and hidden: once for each kind of target is enough.
      const first = journal === "kept" && !hidden ? 1 : await readsOf(places);
      const seen = await killAtEachCall(
        { first, when },
        () => newScene(places),
        (scene, killAt) => rotate(scene, killAt, scene.journal),
        async (scene, operation, label) => {
          await checkInvariants(scene, operation, label);
          const kept = await readFile(scene.journal, "utf8").catch(() => null);
          // Another name: the lock of the killed run lies beside the old one.
          const resumed = join(scene.folder, "resumed.json");
          if (journal === "lost") later(scene);
          else if (kept !== null) await writeFile(resumed, kept);
          const again = await rotate(scene, null, resumed);
          const told = `${label}\n${scene.printed.join("")}`;
          expect(again.status, told).toBe(0);
          expect(scene.user.accessKeys, told).toMatchObject([{ active: true }]);
          expect(new Set(await askSts(scene)), told).toEqual(new Set([scene.user.arn]));
          await checkInvariants(scene, "none", label);
        },
      );
      for (const target of targets) {
        const { operation, times } = writes[target] ?? { operation: target, times: 0 };
        expect(
          seen.filter((one) => one === operation),
          operation,
        ).toHaveLength(times);
      }
      expect(seen).toEqual(
        expect.arrayContaining(["iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:DeleteAccessKey"]),
      );
    },
    patience,
  );
});

describe.each<Places>([
  { targets: [secret], hidden: false },
  { targets: [project, secret], hidden: true },
])("a way back that is killed at any call: $targets, a hidden secret: $hidden", (places) => {
  test.each(["before", "after"] as const)(
    "%s it took effect, is followed by one that brings the old pair back",
    async (when) => {
      const rollBack = (scene: Scene, killAt: KillAt | null, journal: string) =>
        run(scene, killAt, ["--rollback", "--yes", "--verbose", "--journal", journal]);
      const olds = new Map<Scene, Pair>();
      const seen = await killAtEachCall(
        { first: 1, when },
        async () => {
          const scene = await newScene(places);
          const [old] = scene.stored();
          if (old !== undefined) olds.set(scene, old);
          await run(scene, null, ["--overlap", "1h", "--yes", "--journal", scene.journal]);
          expect(new Set(scene.stored().map(({ id }) => id))).not.toContain(old?.id);
          return scene;
        },
        (scene, killAt) => rollBack(scene, killAt, scene.journal),
        async (scene, operation, label) => {
          await checkInvariants(scene, operation, label);
          // Another name: the lock of the killed run lies beside the old one.
          const resumed = join(scene.folder, "resumed.json");
          await writeFile(resumed, await readFile(scene.journal, "utf8"));
          const again = await rollBack(scene, null, resumed);
          const told = `${label}\n${scene.printed.join("")}`;
          expect(again.status, told).toBe(0);
          expect(scene.stored(), told).toEqual(scene.stored().map(() => olds.get(scene)));
          expect(scene.user.accessKeys, told).toMatchObject([{ active: true }, { active: false }]);
          await checkInvariants(scene, "none", label);
        },
      );
      expect(seen).toEqual(expect.arrayContaining(["secretsmanager:PutSecretValue", "iam:UpdateAccessKey"]));
    },
    patience,
  );
});
