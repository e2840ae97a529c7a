import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { mapBounded } from "../../src/commands/bounded.ts";

test("does at most so many at a time, and keeps the order", async () => {
  let open = 0;
  let most = 0;
  const results = await mapBounded([5, 1, 4, 2, 3], 2, async (turns) => {
    open += 1;
    most = Math.max(most, open);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    open -= 1;
    return turns * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test("of nothing it makes nothing", async () => {
  expect(await mapBounded([], 4, async () => 1)).toEqual([]);
});

test("one that fails fails all", async () => {
  const work = async (value: number) => {
    if (value === 2) throw new Error("no");
    return value;
  };
  await expect(mapBounded([1, 2, 3], 2, work)).rejects.toThrow("no");
});
