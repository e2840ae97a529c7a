import { expect, test } from "vitest";
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
