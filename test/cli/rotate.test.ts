import { describe, expect, test } from "vitest";
import { operations, rotateScene, usual, works } from "./rotate-scene.ts";
import { interceptRequests } from "./run-cli.ts";

interceptRequests();

describe("a rotation", () => {
  test("goes from one key to another in three runs, and never leaves a job without one that works", async () => {
    const scene = await rotateScene();
    const [old] = scene.user.accessKeys;
    const first = await scene.rotate([...usual, "--yes", "--json"]);
    expect(first.status, first.stderr + first.stdout).toBe(0);
    expect(first.json()).toMatchObject({
      ok: true,
      state: "waiting",
      next: { step: "deactivate", until: "2026-11-24T07:00:00.000Z" },
    });
    expect(scene.user.accessKeys).toMatchObject([{ active: true }, { active: true }]);
    const pair = scene.stored()["*"];
    expect(pair?.id).toBe(scene.user.accessKeys[1]?.accessKeyId);
    expect(works(scene, pair)).toBe(true);

    scene.later(1);
    const second = await scene.rotate([...usual, "--yes", "--json"]);
    expect(second.json()).toMatchObject({
      state: "waiting",
      next: { step: "delete", until: "2026-11-25T07:00:00.000Z" },
    });
    expect(scene.user.accessKeys).toMatchObject([{ active: false }, { active: true }]);

    scene.later(24);
    const third = await scene.rotate([...usual, "--yes", "--json"]);
    expect(third.json()).toMatchObject({ state: "finished", next: null });
    expect(scene.user.accessKeys).toHaveLength(1);
    expect(scene.user.accessKeys[0]?.accessKeyId).not.toBe(old?.accessKeyId);
    expect(scene.stored()["*"]).toEqual(pair);
    expect(operations(scene)).not.toContain("undefined");
  });
});
