import { describe, expect, test } from "vitest";
import { GitlabEcrError } from "../../src/core/errors/index.ts";
import { inject } from "../fake/index.ts";
import { interceptRequests } from "./run-cli.ts";
import { madeIn, type SetupScene, setupScene } from "./setup-scene.ts";

interceptRequests();

const kinds = {
  role: ["--create-repository", "--resource-tag", "team=net"],
  user: ["--identity", "user", "--create-repository"],
} as const;
const modes = { apply: ["--apply", "--yes"], destroy: ["--destroy", "--yes"] } as const;

/** A scene in which nothing, or for `destroy` everything, has been made. */
async function startOf(kind: keyof typeof kinds, mode: keyof typeof modes): Promise<SetupScene> {
  const scene = setupScene();
  if (mode === "destroy") await scene.setup([...kinds[kind], ...modes.apply]);
  return scene;
}

/** Another scene in which as much has been made. */
function sceneLike({ account }: SetupScene): SetupScene {
  const scene = setupScene();
  const { administrator } = scene;
  const copy = <T extends { policies: unknown[] }>(one: T): T => ({ ...one, policies: [...one.policies] });
  Object.assign(scene.account, {
    providers: account.providers.map((one) => ({ ...one })),
    roles: account.roles.map(copy),
    users: [administrator, ...account.users.filter(({ arn }) => arn !== administrator.arn).map(copy)],
    repositories: account.repositories.map((one) => ({ ...one })),
  });
  return scene;
}

const cases = (["role", "user"] as const).flatMap((kind) =>
  (["apply", "destroy"] as const).map((mode) => ({ kind, mode })),
);

describe.each(cases)("$mode of a $kind", ({ kind, mode }) => {
  const argv = [...kinds[kind], ...modes[mode]];

  /** What one run that nothing happens to leaves, and how many calls it makes. */
  async function wholeRun() {
    const start = await startOf(kind, mode);
    const whole = sceneLike(start);
    expect((await whole.setup(argv)).status).toBe(0);
    expect(whole.world.calls.length).toBeGreaterThan(8);
    return { start, wanted: madeIn(whole), calls: whole.world.calls.length };
  }

  // Before the next call is the same moment as after this one.
  test("interrupted after any call, goes on from there", async () => {
    const { start, wanted, calls } = await wholeRun();
    for (let call = 1; call <= calls; call += 1) {
      const scene = sceneLike(start);
      const controller = new AbortController();
      const interrupt = () => controller.abort(new GitlabEcrError("interrupted", { signal: "SIGINT" }));
      inject(scene.world, { call }, { kind: "interrupt", when: "after", interrupt }, 1);
      const stopped = await scene.setup(argv, { interrupt: controller.signal });
      expect([call, stopped.status, stopped.code()]).toEqual([call, 130, "interrupted"]);
      const again = await scene.setup(argv);
      expect([call, again.status, again.stderr]).toEqual([call, 0, ""]);
      expect([call, madeIn(scene)]).toEqual([call, wanted]);
    }
  });

  test.each(["lost", "reset"] as const)("ends in the same when any answer is lost: %s", async (fault) => {
    const { start, wanted, calls } = await wholeRun();
    for (let call = 1; call <= calls; call += 1) {
      const scene = sceneLike(start);
      inject(scene.world, { call }, { kind: fault }, 1);
      const run = await scene.setup(argv);
      expect([call, run.status, run.stderr]).toEqual([call, 0, ""]);
      expect([call, madeIn(scene)]).toEqual([call, wanted]);
    }
  });
});
