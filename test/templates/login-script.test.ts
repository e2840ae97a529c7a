import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeWith } from "../e2e/require-tool.ts";
import { readTemplate } from "./template.ts";

let before: string;
let after: string;
let folder: string;

beforeAll(async () => {
  const { ".ecr-login": job } = (await readTemplate("login")).jobs();
  before = (job?.before_script ?? []).join("\n");
  after = (job?.after_script ?? []).join("\n");
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-script-"));
  await mkdir(join(folder, "bin"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeWith(["shellcheck"], "the component's scripts", () => {
  test.each([["before_script"], ["after_script"]])("%s is clean for shellcheck, as POSIX sh", async (which) => {
    const input = which === "before_script" ? before : after;
    const { stdout, exitCode } = await execa("shellcheck", ["--shell=sh", "--severity=style", "-"], {
      input,
      reject: false,
    });
    expect([exitCode, stdout]).toEqual([0, ""]);
  });
});

describe.each([
  { tool: "dash", shell: ["dash"], strict: "set -e" },
  { tool: "busybox", shell: ["busybox", "ash"], strict: "set -e" },
  { tool: "bash", shell: ["bash"], strict: "set -eo pipefail" },
])("in $tool", ({ tool, shell: [file = "", ...options], strict }) => {
  /** Runs scripts as a GitLab runner does: one after the other, in one shell that ends at the first failure. */
  async function run(scripts: readonly string[], variables: Record<string, string> = {}) {
    const { stdout: program } = await execa("sh", ["-c", `command -v ${file}`]);
    const script = join(folder, "script");
    await writeFile(script, [strict, ...scripts, ""].join("\n"));
    const env = { PATH: join(folder, "bin"), ...variables };
    return execa(program, [...options, script], { env, extendEnv: false, reject: false, cwd: folder });
  }

  /** Puts a program on PATH that notes its arguments, prints a line and ends with a status. */
  async function program(name: string, { prints = "", status = 0 } = {}): Promise<void> {
    const path = join(folder, "bin", name);
    const notes = `printf '%s' '${name}' >>'${join(folder, "notes")}'; for one do printf ' <%s>' "$one" >>'${join(folder, "notes")}'; done`;
    await writeFile(path, `#!/bin/sh\n${notes}; echo >>'${join(folder, "notes")}'\necho '${prints}'\nexit ${status}\n`);
    await chmod(path, 0o755);
  }

  const notes = () => readFile(join(folder, "notes"), "utf8").catch(() => "");
  const goesOn = "echo the job goes on";

  async function bundle(name = "gitlab-ecr.cjs"): Promise<Record<string, string>> {
    await writeFile(join(folder, name), "");
    return { GITLAB_ECR_BUNDLE: join(folder, name) };
  }

  describeWith([tool], "before_script", () => {
    test("runs gitlab-ecr where it is on PATH, before any bundle", async () => {
      await program("gitlab-ecr");
      await program("node", { prints: "v24.0.0" });
      const { exitCode, stdout } = await run([before, goesOn], await bundle());
      expect([exitCode, await notes()]).toEqual([0, "gitlab-ecr <login>\n"]);
      expect(stdout).toContain("the job goes on");
    });

    test.each(["v22.21.0", "v22.100.1", "v24.0.0", "v100.0.0"])("runs the bundle with Node %s", async (version) => {
      await program("node", { prints: version });
      const variables = await bundle('it\'s a "bundle" $HOME.cjs');
      const { exitCode, stdout } = await run([before, goesOn], variables);
      expect([exitCode, await notes()]).toEqual([
        0,
        `node <--version>\nnode <${variables.GITLAB_ECR_BUNDLE}> <login>\n`,
      ]);
      expect(stdout).toContain("the job goes on");
    });

    test.each(["v22.20.9", "v20.99.0", "v9.30.0", "v22", "", "garbage"])("refuses Node %j", async (version) => {
      await program("node", { prints: version });
      const { exitCode, stdout, stderr } = await run([before, goesOn], await bundle());
      expect(exitCode).toBe(1);
      expect(stderr).toContain(`gitlab-ecr: GITLAB_ECR_BUNDLE needs Node 22.21 or newer; this image has ${version}`);
      expect(stdout).not.toContain("the job goes on");
      expect(await notes()).not.toContain("login");
    });

    test("says so where the bundle has no Node", async () => {
      const { exitCode, stderr } = await run([before, goesOn], await bundle());
      expect(exitCode).toBe(1);
      expect(stderr).toContain("this image has none.");
    });

    test.each(["missing.cjs", "bin"])("says so where the bundle is no file (%s)", async (name) => {
      await program("node", { prints: "v24.0.0" });
      const { exitCode, stdout, stderr } = await run([before, goesOn], { GITLAB_ECR_BUNDLE: join(folder, name) });
      expect(exitCode).toBe(1);
      expect(stderr).toContain(`${name}, which is no file that this job can read.`);
      expect(stdout).toBe("");
    });

    test("names the ways out where there is no gitlab-ecr", async () => {
      await program("node", { prints: "v24.0.0" });
      const { exitCode, stdout, stderr } = await run([before, goesOn]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^gitlab-ecr: This job has no gitlab-ecr\. Ways out:\n/);
      expect(stderr).toContain("input image");
      expect(stderr).toContain("GITLAB_ECR_BUNDLE");
      expect(stdout).toBe("");
    });

    test.each([2, 3, 4, 143])("ends the job with login's own status %i", async (status) => {
      await program("gitlab-ecr", { status });
      const { exitCode, stdout } = await run([before, goesOn]);
      expect(exitCode).toBe(status);
      expect(stdout).not.toContain("the job goes on");
    });

    test("ends the job also where the job's own lines switched the shell's check off", async () => {
      await program("gitlab-ecr", { status: 3 });
      const { exitCode, stdout } = await run(["set +e", before, goesOn]);
      expect(exitCode).toBe(3);
      expect(stdout).not.toContain("the job goes on");
    });

    test("works where unset variables are errors", async () => {
      await program("node", { prints: "v24.0.0" });
      expect((await run(["set -u", before])).stderr).toContain("This job has no gitlab-ecr.");
      expect((await run(["set -u", before], await bundle())).exitCode).toBe(0);
    });

    test("leaves the job's own variables and functions alone", async () => {
      await program("node", { prints: "v24.0.0" });
      const own = ["version=mine", "fail() { echo 'my own fail'; }"];
      const { stdout } = await run([...own, before, "fail", 'echo "$version"'], await bundle());
      expect(stdout).toContain("my own fail\nmine");
    });

    test("never runs what a variable says", async () => {
      await program("gitlab-ecr");
      const template = await readTemplate("login");
      const names = Object.keys(template.jobs()[".ecr-login"]?.variables ?? {});
      const value = `"; touch '${folder}/pwned'; $(touch '${folder}/pwned') \`touch '${folder}/pwned'\` '`;
      const variables = Object.fromEntries(names.map((name) => [name, value]));
      const { exitCode } = await run([before, after], variables);
      expect([exitCode, await notes()]).toEqual([0, "gitlab-ecr <login>\ngitlab-ecr <logout>\n"]);
      await expect(readFile(join(folder, "pwned"))).rejects.toThrow("ENOENT");
    });
  });

  describeWith([tool], "after_script", () => {
    test("logs out with gitlab-ecr where it is on PATH", async () => {
      await program("gitlab-ecr");
      const { exitCode } = await run([after], await bundle());
      expect([exitCode, await notes()]).toEqual([0, "gitlab-ecr <logout>\n"]);
    });

    test("logs out with the bundle", async () => {
      await program("node");
      const variables = await bundle("a bundle.cjs");
      const { exitCode } = await run([after], variables);
      expect([exitCode, await notes()]).toEqual([0, `node <${variables.GITLAB_ECR_BUNDLE}> <logout>\n`]);
    });

    test.each(["gitlab-ecr", "node"])("goes on where the logout by %s fails, and says so", async (name) => {
      await program(name, { status: 70 });
      const { exitCode, stdout, stderr } = await run([after, goesOn], await bundle());
      expect(exitCode).toBe(0);
      expect(stdout).toContain("the job goes on");
      expect(stderr).toContain("the logout failed; the job is not affected.");
    });

    test("is silent where there was nothing to log in with", async () => {
      const { exitCode, stdout, stderr } = await run(["set -u", after]);
      expect([exitCode, stdout, stderr]).toEqual([0, "", ""]);
    });
  });
});
