import { readFileSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findOnPath, runCommand, visibleText } from "../../../src/adapters/system/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";
import { makeSilentPipe } from "./pipes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const patient = () => AbortSignal.timeout(10_000);
const environment = { PATH: "/usr/bin:/bin" };

describe("runCommand", () => {
  it("hands on arguments, input and environment, and returns what came of it", async () => {
    const script = 'printf "%s|%s|%s" "$1" "$GIVEN" "$(cat)"; echo problem >&2; exit 3';
    const result = await runCommand("/bin/sh", ["-c", script, "sh", "an argument; $(x)"], {
      environment: { ...environment, GIVEN: "value", ABSENT: undefined },
      signal: patient(),
      stdin: new Secret("hunter2"),
    });
    expect(result).toEqual({
      exitCode: 3,
      stdout: "an argument; $(x)|value|hunter2",
      stderr: "problem",
      notFound: false,
      failure: undefined,
    });
  });

  it("gives the child no other environment than the one it was given", async () => {
    const { stdout } = await runCommand("/usr/bin/env", [], { environment: { ONLY: "1" }, signal: patient() });
    expect(stdout).toBe("ONLY=1");
  });

  it("bears a child that doesn't read its input", async () => {
    const stdin = new Secret("x".repeat(1_000_000));
    const result = await runCommand("/bin/true", [], { environment, signal: patient(), stdin });
    expect(result).toMatchObject({ exitCode: 0 });
  });

  it("tells that there is no such program, or that it can't run, without its arguments", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "plain"), "");
    const options = { environment, signal: patient(), stdin: new Secret("hunter2") };
    expect(await runCommand(join(folder, "missing"), ["hunter2"], options)).toMatchObject({ notFound: true });
    const plain = await runCommand(join(folder, "plain"), ["hunter2"], options);
    expect(plain).toMatchObject({ exitCode: undefined, notFound: false, failure: "it can't be started (EACCES)" });
    expect(await runCommand("a\0b", ["hunter2"], options)).toMatchObject({ exitCode: undefined });
  });

  it("tells the signal that ended a child", async () => {
    const result = await runCommand("/bin/sh", ["-c", "kill -9 $$"], { environment, signal: patient() });
    expect(result).toMatchObject({ exitCode: undefined, failure: "it was ended by SIGKILL" });
  });

  it("ends a child that ignores SIGTERM, and rejects with the signal's reason", async () => {
    const folder = await temporaryFolder();
    const pidFile = join(folder, "pid");
    const stop = new AbortController();
    const reason = new Error("enough");
    const script = `trap "" TERM; echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; while :; do sleep 0.05; done`;
    const running = runCommand("/bin/sh", ["-c", script], { environment, signal: stop.signal, killAfter: 100 });
    const pid = await until(() => Number(readFileSync(pidFile, "utf8")));
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("ends what the child has started, too, which would keep its output open", async () => {
    const started = Date.now();
    const signal = AbortSignal.timeout(200);
    const running = runCommand("/bin/sh", ["-c", "sleep 20; echo"], { environment, signal });
    await expect(running).rejects.toMatchObject({ name: "TimeoutError" });
    expect(Date.now() - started).toBeLessThan(10_000);
  }, 30_000);

  it("doesn't wait for what the child left in the background with its output open", async () => {
    const pipe = await makeSilentPipe(join(await temporaryFolder(), "pipe"));
    const script = `echo before; setsid cat ${pipe} & exit 3`;
    const result = await runCommand("/bin/sh", ["-c", script], { environment, signal: patient() });
    expect(result).toMatchObject({ exitCode: 3, stdout: "before", failure: undefined });
  });

  it("is done soon after the signal, though something in a session of its own holds the output open", async () => {
    const folder = await temporaryFolder();
    const pipe = await makeSilentPipe(join(folder, "pipe"));
    const started = join(folder, "started");
    const stop = new AbortController();
    const reason = new Error("enough");
    const script = `trap "" TERM; setsid cat ${pipe} & : > ${started}; cat ${pipe}`;
    const running = runCommand("/bin/sh", ["-c", script], { environment, signal: stop.signal });
    await until(() => readFileSync(started));
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it("says that a child wrote too much", async () => {
    const script = "head -c 5000000 /dev/zero; exit 1";
    const result = await runCommand("/bin/sh", ["-c", script], { environment, signal: patient() });
    expect(result).toMatchObject({ failure: "it wrote more than a million characters" });
  });

  it("starts nothing once the signal has fired", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(runCommand("/bin/true", [], { environment, signal })).rejects.toBe(reason);
  });
});

describe("findOnPath", () => {
  it("takes the first executable file in an absolute folder", async () => {
    const folder = await temporaryFolder();
    for (const name of ["a", "b", "c", "d"]) await mkdir(join(folder, name));
    await writeFile(join(folder, "a", "tool"), "", { mode: 0o644 });
    await mkdir(join(folder, "b", "tool"));
    await writeFile(join(folder, "c", "tool"), "");
    await writeFile(join(folder, "d", "tool"), "");
    await chmod(join(folder, "c", "tool"), 0o755);
    await chmod(join(folder, "d", "tool"), 0o755);
    const path = ["", ".", ...["missing", "a", "b", "c", "d"].map((name) => join(folder, name))].join(":");
    expect(await findOnPath("tool", { PATH: path })).toBe(join(folder, "c", "tool"));
  });

  it("finds nothing by a path, without a name, without PATH or in the working folder", async () => {
    expect(await findOnPath("../bin/sh", { PATH: "/usr/bin:/bin" })).toBeUndefined();
    expect(await findOnPath("", { PATH: "/usr/bin:/bin" })).toBeUndefined();
    expect(await findOnPath("sh", {})).toBeUndefined();
    expect(await findOnPath("vitest", { PATH: "node_modules/.bin:." })).toBeUndefined();
  });
});

describe("visibleText", () => {
  it("joins lines and shows what would steer a terminal", () => {
    expect(visibleText("  one\r\n\n two\u001b[31m\u0007\u202e \n")).toBe("one; two\\x1b[31m\\x07\\u{202e}");
  });

  it("cuts what is too long", () => {
    expect(visibleText("x".repeat(5000))).toBe(`${"x".repeat(1000)}…`);
  });
});

async function until<Result>(attempt: () => Result): Promise<Result> {
  for (let rest = 200; ; rest -= 1) {
    try {
      return attempt();
    } catch (error) {
      if (rest === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
