import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { planSetup } from "../../../src/core/setup/index.ts";
import { setupFiles } from "../../../src/reports/index.ts";
import { exampleRequests } from "./example-plans.ts";

const run = promisify(execFile);
const programs = new URL("programs", import.meta.url).pathname;

/** The script of an example in a folder of its own, and the account that it works on. */
async function scriptOf(name: keyof typeof exampleRequests, environment: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-setup-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const plan = planSetup(exampleRequests[name]);
  for (const file of setupFiles(plan, "aws-cli")) await writeFile(join(folder, file.name), file.text);
  const [state, calls] = [join(folder, "state.json"), join(folder, "calls.jsonl")];
  const env = {
    PATH: `${programs}:${dirname(process.execPath)}:/usr/bin:/bin`,
    AWS_STATE: state,
    AWS_CALLS: calls,
    ...environment,
  };
  return {
    plan,
    /** Runs it from elsewhere; gives exit status and output. */
    async run() {
      await writeFile(calls, "");
      const { stdout, stderr, code } = await run("sh", [join(folder, "setup.sh")], { env, cwd: tmpdir() }).then(
        (done) => ({ ...done, code: 0 }),
        (error: { stdout: string; stderr: string; code: number }) => error,
      );
      const lines = (await readFile(calls, "utf8")).trim().split("\n");
      return { stdout, stderr, code, calls: lines.map((line) => JSON.parse(line) as string[]) };
    },
    state: async () =>
      JSON.parse(await readFile(state, "utf8").catch(() => "{}")) as Record<string, Record<string, unknown>>,
    setState: (value: object) => writeFile(state, JSON.stringify(value)),
  };
}

const created = (calls: readonly string[][]) =>
  calls.map(([, operation]) => operation).filter((one) => one?.startsWith("create"));

describe("setup.sh", { timeout: 60_000 }, () => {
  test("makes provider, role and policies, and running it again makes nothing more", async () => {
    const script = await scriptOf("usual");
    const first = await script.run();
    expect([first.code, first.stderr]).toEqual([0, ""]);
    const { role, provider } = script.plan;
    const after = await script.state();
    expect(after[provider!.arn]).toMatchObject({ audiences: ["sts.amazonaws.com"] });
    expect(after[`role/${role!.name}`]).toMatchObject({ trust: role!.trustPolicy, policy: role!.permissionsPolicy });
    const second = await script.run();
    expect([second.code, created(second.calls)]).toEqual([0, []]);
    expect(second.calls.flat()).not.toContain("add-client-id-to-open-id-connect-provider");
    expect({ ...(await script.state())[`role/${role!.name}`], duration: undefined }).toEqual(
      after[`role/${role!.name}`],
    );
  });

  test("with everything: boundary, tags, repositories and their lifecycle", async () => {
    const script = await scriptOf("everything");
    expect((await script.run()).code).toBe(0);
    const after = await script.state();
    expect(after["role/ci-role"]).toMatchObject({ boundary: "arn:aws:iam::455931011959:policy/bounds" });
    expect(after["repository/team/app"]).toMatchObject({ mutability: "IMMUTABLE", lifecycle: { rules: [{}, {}] } });
    const second = await script.run();
    expect([second.code, created(second.calls)]).toEqual([0, []]);
    expect(second.stdout).toContain("keep    repository team/app");
  });

  test("makes a user with its policy and no key", async () => {
    const script = await scriptOf("user");
    for (const _ of [1, 2]) {
      const { code, calls } = await script.run();
      expect(code).toBe(0);
      expect(calls.flat()).not.toContain("create-access-key");
    }
    expect((await script.state())["user/gitlab-ecr-push"]).toHaveProperty("policy");
  });

  test("hands on addresses in files only: no argument is one", async () => {
    const { calls } = await (await scriptOf("everything")).run();
    expect(calls.flat().filter((argument) => argument.startsWith("https://"))).toEqual([]);
    expect(calls.flat().filter((argument) => argument.startsWith("file://")).length).toBeGreaterThan(4);
  });

  test("adds its audience to a provider that is there, and keeps the others", async () => {
    const script = await scriptOf("usual");
    await script.setState({ [script.plan.provider!.arn]: { audiences: ["https://gitlab.com"] } });
    expect((await script.run()).code).toBe(0);
    expect((await script.state())[script.plan.provider!.arn]).toEqual({
      audiences: ["https://gitlab.com", "sts.amazonaws.com"],
    });
  });

  test("leaves a role that isn't its own alone", async () => {
    const script = await scriptOf("usual");
    await script.setState({ "role/gitlab-ecr-role": { trust: "theirs" } });
    const { code, stderr } = await script.run();
    expect([code, stderr]).toEqual([1, expect.stringContaining("setup didn't make it")]);
    expect((await script.state())["role/gitlab-ecr-role"]).toEqual({ trust: "theirs" });
  });

  test("ends at another account before it does anything", async () => {
    const script = await scriptOf("usual", { AWS_ACCOUNT: "123456789012" });
    const { code, stderr, calls } = await script.run();
    expect([code, calls.length]).toEqual([1, 1]);
    expect(stderr).toContain("123456789012");
  });

  test("takes no refusal for an absence", async () => {
    const script = await scriptOf("usual", { AWS_DENIES: "get-role" });
    const { code, stderr, calls } = await script.run();
    expect([code, created(calls)]).toEqual([1, ["create-open-id-connect-provider"]]);
    expect(stderr).toContain("AccessDenied");
  });

  test("goes on where it was stopped", async () => {
    const stopped = await scriptOf("usual", { AWS_DENIES: "put-role-policy" });
    expect((await stopped.run()).code).not.toBe(0);
    const again = await scriptOf("usual");
    await again.setState(await stopped.state());
    expect((await again.run()).code).toBe(0);
    expect((await again.state())["role/gitlab-ecr-role"]).toHaveProperty("policy");
  });
});
