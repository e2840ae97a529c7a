import { describe, expect, test } from "vitest";
import { exampleWorld, role } from "../index.ts";
import { change, seen, seenList } from "./settling.ts";

test("what is late in neither place is seen at once", () => {
  const { world, role: pushing } = exampleWorld();
  change(world, pushing.arn, undefined);
  expect(seen(world, "iam", pushing.arn, pushing)).toBe(pushing);
});

describe("a change that others see late", () => {
  test("shows what was for so many looks, to each observer by itself", () => {
    const { world, role: pushing } = exampleWorld({ lateness: { iam: 2, services: 1 } });
    const { policies } = pushing;
    change(world, pushing.arn, pushing);
    pushing.policies.push({ Statement: [] });
    const look = (observer: "iam" | "services") =>
      seen(world, observer, pushing.arn, pushing)?.policies.length === policies.length;
    expect([look("iam"), look("services"), look("iam"), look("iam"), look("services")]).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  test("keeps a new one out of a list, and a deleted one in it", () => {
    const { world, account, role: old } = exampleWorld({ lateness: { iam: 1, services: 0 } });
    const [theirs] = account.providers;
    if (theirs === undefined) throw new Error("The example has providers.");
    const fresh = role({ provider: theirs, arn: "arn:aws:iam::455931011959:role/fresh" });
    change(world, fresh.arn, undefined);
    change(world, old.arn, old);
    account.roles = [fresh];
    const list = () =>
      seenList(
        world,
        "iam",
        account.roles,
        ({ arn }) => arn,
        (arn) => arn.includes(":role/"),
      );
    expect(list()).toEqual([old]);
    expect(list()).toEqual([fresh]);
  });
});
