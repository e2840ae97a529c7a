import { expect, onTestFinished, test, vi } from "vitest";
import { createDeadline } from "../../src/cli/deadline.ts";
import { GitlabEcrError } from "../../src/core/errors/index.ts";
import { exampleWorld } from "../fake/index.ts";
import { runCli } from "./run-cli.ts";

test("a read of standard input that never ends doesn't outlive an interruption", async () => {
  const interrupt = new AbortController();
  const readStdin = () => {
    interrupt.abort(new GitlabEcrError("interrupted", { signal: "SIGTERM" }));
    return new Promise<string>(() => undefined);
  };
  const argv = ["doctor", "--offline", "--claims", "-", "--trust-policy", "/dev/null"];
  const run = await runCli(exampleWorld().world, argv, { interrupt: interrupt.signal, readStdin });
  expect([run.status, run.code()]).toEqual([143, "interrupted"]);
});

test("the time that somebody thinks isn't counted", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const deadline = createDeadline(60, new AbortController().signal, () => "a question");
  const answer = deadline.pause(() => new Promise((resolve) => setTimeout(resolve, 300_000, "yes")));
  await vi.advanceTimersByTimeAsync(300_000);
  expect(await answer).toBe("yes");
  await vi.advanceTimersByTimeAsync(59_000);
  expect(deadline.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(deadline.signal.reason).toMatchObject({ code: "timeout", context: { step: "a question" } });
});
