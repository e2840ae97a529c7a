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
async function sceneFor(kind: keyof typeof kinds, mode: keyof typeof modes): Promise<SetupScene> {
  const scene = setupScene();
  if (mode === "destroy") await scene.setup([...kinds[kind], ...modes.apply]);
  scene.world.calls.length = 0;
  return scene;
}

// What one run leaves, and how many calls it makes: each of them is interrupted once below.
const cases = (["role", "user"] as const).flatMap((kind) =>
  (["apply", "destroy"] as const).flatMap((mode) =>
    (["before", "after"] as const).map((when) => ({ kind, mode, when })),
  ),
);

describe.each(cases)("$mode of a $kind, interrupted $when a call", ({ kind, mode, when }) => {
  const argv = [...kinds[kind], ...modes[mode]];

  test("goes on from there, wherever it was", async () => {
    const whole = await sceneFor(kind, mode);
    expect((await whole.setup(argv)).status).toBe(0);
    const wanted = madeIn(whole);
    const calls = whole.world.calls.length;
    expect(calls).toBeGreaterThan(8);
    for (let call = 1; call <= calls; call += 1) {
      const scene = await sceneFor(kind, mode);
      const controller = new AbortController();
      const interrupt = () => controller.abort(new GitlabEcrError("interrupted", { signal: "SIGINT" }));
      inject(scene.world, { call }, { kind: "interrupt", when, interrupt }, 1);
      const stopped = await scene.setup(argv, { interrupt: controller.signal });
      expect([call, stopped.status, stopped.code()]).toEqual([call, 130, "interrupted"]);
      const again = await scene.setup(argv);
      expect([call, again.status, again.stderr]).toEqual([call, 0, ""]);
      expect([call, madeIn(scene)]).toEqual([call, wanted]);
    }
  });

  test("of which the answer got lost, ends in the same", async () => {
    const whole = await sceneFor(kind, mode);
    await whole.setup(argv);
    const wanted = madeIn(whole);
    for (let call = 1; call <= whole.world.calls.length; call += 1) {
      const scene = await sceneFor(kind, mode);
      inject(scene.world, { call }, { kind: when === "after" ? "lost" : "reset" }, 1);
      const run = await scene.setup(argv);
      expect([call, run.status, run.stderr]).toEqual([call, 0, ""]);
      expect([call, madeIn(scene)]).toEqual([call, wanted]);
    }
  });
});
