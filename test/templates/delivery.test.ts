import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { archiveOf } from "../../scripts/release/archive.ts";
import { type Release, stamp } from "../../scripts/release/stamp.ts";
import { describeWith } from "../e2e/require-tool.ts";
import { type Job, readTemplate } from "./template.ts";

// Each test starts a dozen programs.
vi.setConfig({ testTimeout: 30_000 });

const jobToken = "glcbt-64_the-token-of-the-job";
const bundle = `
const { lstatSync, appendFileSync } = require("node:fs");
const mode = (lstatSync(__dirname).mode & 0o7777).toString(8);
appendFileSync(process.env.HOME + "/ran", [process.argv[2], mode, __filename].join(" ") + "\\n");
`;
const sha256 = createHash("sha256").update(bundle).digest("hex");

/** An archive of that bundle and of a part of it. */
const archive = await (async () => {
  const made = await mkdtemp(join(tmpdir(), "gitlab-ecr-archive-"));
  await writeFile(join(made, "gitlab-ecr.cjs"), bundle);
  await writeFile(join(made, "docker-credential-gitlab-ecr.cjs"), "#!/usr/bin/env node\nconsole.log('the helper');\n");
  const bytes = await archiveOf(made);
  await rm(made, { recursive: true });
  return bytes;
})();
const archiveSha256 = createHash("sha256").update(archive).digest("hex");

const templateText = (name: string) => readFile(new URL(`../../templates/${name}.yml`, import.meta.url), "utf8");

/** The scripts that log in and out, of a template as it is or as a release stamped it. */
function scriptsOf(text: string): { before: string; after: string } {
  const jobs = parseAllDocuments(text)[1]?.toJS() as Record<string, Partial<Job>>;
  const job = Object.values(jobs).find(({ before_script }) => before_script !== undefined);
  return { before: job?.before_script?.join("\n") ?? "", after: job?.after_script?.at(-1) ?? "" };
}

describe("the components' delivery", () => {
  test("is the same in both, since each file must hold all of it", async () => {
    const [login, push] = await Promise.all(["login", "push"].map(async (name) => scriptsOf(await templateText(name))));
    expect(push).toEqual(login);
    const shared = ["bundle_url", "archive_url", "install_node", "allowed_account_ids"];
    const inputs = await Promise.all(
      ["login", "push"].map(async (name) => {
        const { inputs: all } = await readTemplate(name);
        return shared.map((one) => all[one]);
      }),
    );
    expect(inputs[1]).toEqual(inputs[0]);
  });

  test("takes what the doctor downloads with by the same functions", async () => {
    const functionsOf = async (name: string) =>
      /\n( +fail\(\) \{\n[\s\S]*?)\n +# Each way to get gitlab-ecr/.exec(await templateText(name))?.[1];
    expect(await functionsOf("doctor")).toBe(await functionsOf("login"));
    expect(await functionsOf("login")).toContain("fetch_archive() {");
  });
});

let server: Server;
let port: number;
let requests: { url: string; host: string; token: string | undefined }[];
let folder: string;
let project: string;

beforeAll(async () => {
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  requests = [];
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-delivery-"));
  project = join(folder, "it's a project");
  await Promise.all([mkdir(join(folder, "bin")), mkdir(project)]);
  for (const tool of ["cat", "mkdir", "mktemp", "rm", "rmdir"]) await link(tool);
  await program("sleep", `echo "$1" >>"$HOME/slept"`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A package server: some packages need the job's token, some don't come whole. */
function serve({ url = "", headers }: IncomingMessage, answer: ServerResponse): void {
  const token = headers["job-token"] as string | undefined;
  requests.push({ url, host: headers.host ?? "", token });
  const redirect = (location: string) => void answer.writeHead(302, { location }).end("moved");
  const [, first = "", rest = ""] = /^\/([^/]+)(.*)$/.exec(url) ?? [];
  if (first === "private" && token !== jobToken) answer.writeHead(404).end("not for you");
  else if (first === "private" || first === "public") answer.end(bundle);
  else if (first === "stored")
    token === jobToken ? redirect(`http://localhost:${port}/public`) : answer.writeHead(401).end();
  else if (first === "archive") answer.end(archive);
  else if (first === "wrong-archive") answer.end(Buffer.concat([archive, Buffer.alloc(512)]));
  else if (first === "cut-archive")
    answer.writeHead(200, { "content-length": archive.length }).write(archive.subarray(0, 700), () => answer.destroy());
  else if (first === "text-archive") answer.end(bundle);
  else if (first === "wrong") answer.end(`${bundle}// changed`);
  else if (first === "empty") answer.end();
  else if (first === "cut")
    answer.writeHead(200, { "content-length": bundle.length + 100 }).write(bundle, () => answer.destroy());
  else if (first === "relative") redirect("/public");
  else if (first === "away") redirect("http://gitlab-ecr.invalid/public");
  else if (first === "loop") redirect("/loop");
  else if (first === "forging") forge(answer);
  else if (first === "later")
    requests.length < Number(rest.slice(1)) ? answer.writeHead(503).end() : answer.end(bundle);
  else answer.writeHead(404).end("nothing here");
}

/** A redirect whose target would begin a section of GitLab's log; Node's own server would refuse to send it. */
function forge({ socket }: ServerResponse): void {
  socket?.end("HTTP/1.1 302 Found\r\nLocation: http://x.invalid/\u001b[0Ksection_start:1:x\u001b[31m\r\n\r\n");
}

async function link(tool: string, target?: string): Promise<void> {
  const { stdout } = await execa("sh", ["-c", `command -v ${target ?? tool}`]);
  await symlink(stdout, join(folder, "bin", tool));
}

async function program(name: string, body: string): Promise<void> {
  await rm(join(folder, "bin", name), { force: true });
  await writeFile(join(folder, "bin", name), `#!/bin/sh\n${body}\n`);
  await chmod(join(folder, "bin", name), 0o755);
}

/** The real program, with its arguments noted: what anybody on the machine could see. */
async function noted(name: string, target = name): Promise<void> {
  const { stdout } = await execa("sh", ["-c", `command -v ${target}`]);
  const real = name === "node" ? process.execPath : stdout;
  await program(
    name,
    `printf '%s\\n' "${name} $*" >>"$HOME/arguments"\nexec '${real}' ${target === "busybox" ? name : ""} "$@"`,
  );
}

/** What there is to download with, besides Node. */
const ways: readonly { how: string; tools: readonly (readonly string[])[] }[] = [
  { how: "curl", tools: [["curl"]] },
  { how: "wget", tools: [["wget"]] },
  { how: "busybox's wget", tools: [["wget", "busybox"]] },
  { how: "Node", tools: [] },
];

const nothing = () => Promise.resolve();

const ran = async () => (await readFile(join(folder, "ran"), "utf8").catch(() => "")).split("\n").filter(Boolean);
const seen = () => readFile(join(folder, "arguments"), "utf8").catch(() => "");
const slept = async () => (await readFile(join(folder, "slept"), "utf8").catch(() => "")).split("\n").filter(Boolean);
const left = () => readdir(`${project}.tmp`).catch(() => "no folder");

describe.each([
  { tool: "dash", shell: ["dash"], strict: "set -eu" },
  { tool: "busybox", shell: ["busybox", "ash"], strict: "set -e" },
  { tool: "bash", shell: ["bash"], strict: "set -eo pipefail" },
])("in $tool", ({ tool, shell: [file = "", ...options], strict }) => {
  async function run(path: string, variables: Record<string, string> = {}, release: Partial<Release> = {}) {
    const url = path.includes("://") ? path : `http://127.0.0.1:${port}${path}`;
    const text = stamp("login.yml", await templateText("login"), {
      version: "1.2.3",
      url: "https://example.com/x",
      sha256,
      archiveUrl: "https://example.com/x.tar",
      archiveSha256,
      ...release,
    });
    return runScripts(scriptsOf(text), { GITLAB_ECR_BUNDLE_URL: url, ...variables });
  }

  /** before_script and after_script, as a runner does: each in a shell of its own. */
  async function runScripts(
    { before, after }: { before: string; after: string },
    variables: Record<string, string>,
    leaves?: "files are left",
  ) {
    const { stdout: shell } = await execa("sh", ["-c", `command -v ${file}`]);
    const env = {
      PATH: join(folder, "bin"),
      HOME: folder,
      CI_JOB_ID: "4711",
      CI_JOB_TOKEN: jobToken,
      CI_PROJECT_DIR: project,
      CI_SERVER_URL: `http://127.0.0.1:${port}`,
      ...variables,
    };
    const inShell = async (name: string, script: string) => {
      await writeFile(join(folder, name), `${strict}\n${script}\necho 'the job goes on'\n`);
      return execa(shell, [...options, join(folder, name)], {
        env,
        extendEnv: false,
        reject: false,
        cwd: project,
        all: true,
      });
    };
    const login = await inShell("before", before);
    const kept = await left();
    const logout = await inShell("after", after);
    if (leaves === undefined) expect(await left(), "something is left").toBe("no folder");
    expect(`${login.all}${logout.all}${await seen()}`).not.toContain(jobToken);
    return { login, kept, logout };
  }

  async function expectRefusal(ended: Awaited<ReturnType<typeof run>>, ...texts: string[]): Promise<void> {
    expect(ended.login.exitCode, ended.login.all).toBe(1);
    for (const text of texts) expect(ended.login.stderr).toContain(text);
    expect(ended.login.stdout).not.toContain("the job goes on");
    expect(await ran()).toEqual([]);
    expect(ended.kept).not.toContain("gitlab-ecr-4711");
    expect(ended.logout.exitCode).toBe(0);
  }

  describeWith([tool, "curl", "wget", "busybox"], "the script", () => {
    describe.each(tool === "bash" ? ways.slice(0, 1) : ways)("with $how", ({ how, tools }) => {
      beforeEach(async () => {
        await noted("node");
        for (const [name = "", target] of tools) await noted(name, target);
      });

      test("downloads, checks and runs the same file, and logs out with it", async () => {
        const { login, kept, logout } = await run("/public");
        expect(login.exitCode, login.all).toBe(0);
        const [first, second, ...others] = await ran();
        const path = /^login 700 (.+)$/.exec(first ?? "")?.[1] ?? "";
        expect(path).toMatch(/it's a project\.tmp\/gitlab-ecr-4711\.\w{6}\/gitlab-ecr\.cjs$/);
        expect([second, others]).toEqual([`logout 700 ${path}`, []]);
        expect(kept).toHaveLength(1);
        expect(logout.all).toBe("the job goes on");
        expect(login.all).toBe("the job goes on");
        if (how !== "Node") expect(await seen()).toContain(how === "curl" ? "curl --silent" : "wget -q");
        expect(requests).toEqual([{ url: "/public", host: `127.0.0.1:${port}`, token: undefined }]);
      });

      test("follows redirects", async () => {
        const { login } = await run("/relative");
        expect(login.exitCode, login.all).toBe(0);
        expect(await ran()).toHaveLength(2);
      });

      test("shows the job's token to its own GitLab alone, and nobody on the machine", async () => {
        const { login } = await run("/private/gitlab-ecr.cjs");
        expect(login.exitCode, login.all).toBe(0);
        expect(requests.map(({ token }) => token)).toEqual([undefined, jobToken]);
        expect(await ran()).toHaveLength(2);
      });

      test("takes the token off before it follows a redirect to another host", async () => {
        const { login } = await run("/stored");
        expect(login.exitCode, login.all).toBe(0);
        expect(requests.at(-1)).toEqual({ url: "/public", host: `localhost:${port}`, token: undefined });
      });

      test("keeps the token from another host, whatever it answers", async () => {
        await expectRefusal(
          await run(`http://localhost:${port}/private`),
          "gitlab-ecr 1.2.3 couldn't be downloaded from",
        );
        expect(requests.map(({ token }) => token).filter(Boolean)).toEqual([]);
      });

      test("keeps the token from a host whose name begins as its GitLab's", async () => {
        await run("/private", { CI_SERVER_URL: "http://127.0.0.1" });
        expect(requests.map(({ token }) => token).filter(Boolean)).toEqual([]);
      });

      test("refuses what has another checksum, and runs nothing of it", async () => {
        const found = createHash("sha256").update(`${bundle}// changed`).digest("hex");
        await expectRefusal(await run("/wrong"), "isn't gitlab-ecr 1.2.3, and isn't run", found, sha256);
      });

      test.each(["/cut", "/empty"])("refuses what didn't come whole: %s", async (path) => {
        await expectRefusal(await run(path), "gitlab-ecr 1.2.3");
        expect(requests.length).toBeLessThanOrEqual(6);
      });

      test("says that there is nothing", async () => {
        await expectRefusal(await run("/missing"), "couldn't be downloaded", `http://127.0.0.1:${port}/missing`);
      });

      test("asks again where the server is out of order", async () => {
        const { login } = await run("/later/3", { CI_JOB_TOKEN: "" });
        expect(login.exitCode, login.all).toBe(0);
        expect(await slept()).toEqual(["2", "5"]);
        expect(requests).toHaveLength(3);
      });
    });

    describe("with whatever", () => {
      beforeEach(() => noted("node"));

      test.each([
        "http://gitlab-ecr.invalid/x",
        "http://127.0.0.1.gitlab-ecr.invalid/x",
        "http://127.0.0.1@gitlab-ecr.invalid/x",
        "http://127.0.0.1:80@gitlab-ecr.invalid/x",
        "http://localhost\\@gitlab-ecr.invalid/x",
        "https://user:password@gitlab-ecr.invalid/x",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "$CI_API_V4_URL/x://",
        "-o://x",
      ])("refuses the address %s", async (url) => {
        await noted("curl");
        await expectRefusal(await run(url), "that is neither https nor this machine (input bundle_url)");
        expect(await seen()).not.toContain("curl");
      });

      test.each(["curl", "node"])("refuses a redirect to http elsewhere: %s", async (name) => {
        if (name === "curl") await noted("curl");
        await expectRefusal(await run("/away"), "gitlab-ecr isn't downloaded from http://gitlab-ecr.invalid/public");
      });

      test.each(["curl", "node"])("prints no control character that a redirect holds: %s", async (name) => {
        if (name === "curl") await noted("curl");
        const ended = await run("/forging");
        await expectRefusal(ended, "downloaded from");
        expect(ended.login.all).not.toContain("\u001b");
      });

      test.each(["curl", "node"])("gives up on redirects without end: %s", async (name) => {
        if (name === "curl") await noted("curl");
        await expectRefusal(await run("/loop"), "more than 6 redirects");
      });

      test("never runs what a variable says", async () => {
        const hostile = "https://x/$(touch pwned)`touch pwned`';touch pwned;\"";
        await expectRefusal(
          await run(hostile, { CI_JOB_TOKEN: hostile, CI_SERVER_URL: hostile, GITLAB_ECR_INSTALL_NODE: hostile }),
          "couldn't be downloaded",
        );
        expect(await readdir(project)).toEqual([]);
      });
    });

    describe("files that an earlier job left under this job's name", () => {
      const evil = `require("node:fs").appendFileSync(process.env.HOME + "/ran", "evil\\n");`;
      beforeEach(async () => {
        await noted("node");
        await link("ln");
        const planted = `${project}.tmp/gitlab-ecr-4711.aaaaaa`;
        await mkdir(planted, { recursive: true });
        await writeFile(join(planted, "gitlab-ecr.cjs"), evil);
        await writeFile(join(planted, "job"), `${createHash("sha256").update("a guess").digest("hex")}\n`);
        await symlink("/nowhere", `${project}.tmp/gitlab-ecr-4711.aaaaab`);
      });

      test("are gone before the login, and never run", async () => {
        const { login, kept } = await run("/public");
        expect(login.exitCode, login.all).toBe(0);
        expect((await ran()).map((line) => line.split(" ")[0])).toEqual(["login", "logout"]);
        expect(kept).toEqual([expect.stringMatching(/^gitlab-ecr-4711\.(?!aaaaa[ab])/)]);
      });

      test("end the login where they can't be removed", async () => {
        await program("rm", "exit 1");
        const { login } = await runScripts(scriptsOf(await templateText("login")), {}, "files are left");
        expect(login.exitCode).toBe(1);
        expect(login.all).toContain(".tmp/gitlab-ecr-4711.*, which an earlier job left, can't be removed.");
        expect(await ran()).toEqual([]);
      });

      test("stay out of the logout where the job ended before its login, or replaced it", async () => {
        const { after } = scriptsOf(await templateText("login"));
        const { logout } = await runScripts({ before: ":", after }, {}, "files are left");
        expect([logout.exitCode, logout.all, await ran()]).toEqual([0, "the job goes on", []]);
      });

      test("are no credential helper for the job's tools", async () => {
        const planted = `${project}.tmp/gitlab-ecr-4711.aaaaaa`;
        await writeFile(join(planted, "docker-credential-gitlab-ecr"), "#!/bin/sh\n");
        await chmod(join(planted, "docker-credential-gitlab-ecr"), 0o755);
        await program("gitlab-ecr", "");
        const { before, after } = scriptsOf(await templateText("login"));
        const inJob = `${before}\necho "path $PATH"`;
        const { login } = await runScripts({ before: inJob, after }, { GITLAB_ECR_ENGINE: "helper" }, "files are left");
        expect(login.stdout).toContain("path ");
        expect(login.stdout).not.toContain("aaaaaa");
      });
    });

    describe("before it downloads", () => {
      test("takes gitlab-ecr on PATH", async () => {
        await program("gitlab-ecr", `echo "$1" >>"$HOME/ran"`);
        await noted("node");
        const { login } = await run("/public");
        expect([login.exitCode, await ran(), requests]).toEqual([0, ["login", "logout"], []]);
      });

      test("takes the file in GITLAB_ECR_BUNDLE, in and out", async () => {
        await noted("node");
        await writeFile(join(folder, "my own.cjs"), bundle);
        const { login } = await run("/public", { GITLAB_ECR_BUNDLE: join(folder, "my own.cjs") });
        expect([login.exitCode, (await ran()).map((line) => line.split(" ")[0]), requests]).toEqual([
          0,
          ["login", "logout"],
          [],
        ]);
      });

      test("says that it is unstamped where the commit is no release, and downloads nothing", async () => {
        await noted("node");
        const ended = await runScripts(scriptsOf(await templateText("login")), {
          GITLAB_ECR_BUNDLE_URL: `http://127.0.0.1:${port}/public`,
        });
        await expectRefusal(ended, "This job has no gitlab-ecr. Ways out:", "unstamped", "GITLAB_ECR_BUNDLE");
        expect(requests).toEqual([]);
      });
    });

    describe("the archive", () => {
      beforeEach(async () => {
        await noted("node");
        for (const one of ["tar", "ln"]) await link(one);
      });

      const ambient = { GITLAB_ECR_AUTH: "ambient" };
      const at = (path: string) => ({ GITLAB_ECR_ARCHIVE_URL: `http://127.0.0.1:${port}${path}` });

      test.each([
        { what: "auth ambient", variables: ambient },
        { what: "ECR Public by its short name", variables: { GITLAB_ECR_REGISTRIES: "455931011959, public" } },
        { what: "ECR Public by its host", variables: { GITLAB_ECR_REGISTRIES: "public.ecr.aws/x/app 455931011959" } },
        { what: "the engine helper", variables: { GITLAB_ECR_ENGINE: "helper" } },
        { what: "create_repository", variables: { GITLAB_ECR_PUSH_CREATE_REPOSITORY: "true" } },
      ])("is downloaded, checked and run where a job has $what", async ({ variables }) => {
        const { login, logout } = await run("/missing", { ...at("/archive"), ...variables });
        expect(login.exitCode, login.all).toBe(0);
        const [first, second, ...others] = await ran();
        const path = /^login 700 (.+)$/.exec(first ?? "")?.[1] ?? "";
        expect(path).toMatch(/it's a project\.tmp\/gitlab-ecr-4711\.\w{6}\/gitlab-ecr\.cjs$/);
        expect([second, others, logout.exitCode]).toEqual([`logout 700 ${path}`, [], 0]);
        expect(requests.map(({ url }) => url)).toEqual(["/archive"]);
      });

      test.each([
        { GITLAB_ECR_AUTH: "auto", GITLAB_ECR_ENGINE: "config", GITLAB_ECR_PUSH_CREATE_REPOSITORY: "false" },
        { GITLAB_ECR_AUTH: "oidc", GITLAB_ECR_REGISTRIES: "455931011959 210987654321.eu-west-1" },
      ])("is left alone where the bundle does: %j", async (variables) => {
        expect((await run("/public", { ...at("/archive"), ...variables })).login.exitCode).toBe(0);
        expect(requests.map(({ url }) => url)).toEqual(["/public"]);
      });

      test("brings the credential helper to where the job's tools look", async () => {
        const { before, after } = scriptsOf(
          stamp("login.yml", await templateText("login"), {
            version: "1.2.3",
            url: "https://example.com/x",
            sha256,
            archiveUrl: "https://example.com/x.tar",
            archiveSha256,
          }),
        );
        const inJob = `${before}\nnode "$(command -v docker-credential-gitlab-ecr)"`;
        const variables = { ...at("/archive"), GITLAB_ECR_ENGINE: "helper" };
        const { login } = await runScripts({ before: inJob, after }, variables);
        expect(login.stdout).toContain("the helper");
      });

      test.each(["/wrong-archive", "/text-archive"])("with another checksum isn't unpacked: %s", async (path) => {
        await program("tar", `echo unpacked >>"$HOME/ran"`);
        const ended = await run("/public", { ...at(path), ...ambient });
        await expectRefusal(ended, "isn't gitlab-ecr 1.2.3, and isn't run", archiveSha256);
        expect(ended.login.stderr).toContain(`http://127.0.0.1:${port}${path}`);
      });

      test.each(["curl", "wget", "node"])("that didn't come whole isn't unpacked: %s", async (name) => {
        if (name !== "node") await noted(name);
        await program("tar", `echo unpacked >>"$HOME/ran"`);
        await expectRefusal(await run("/public", { ...at("/cut-archive"), ...ambient }), "gitlab-ecr 1.2.3");
      });

      test("that can't be downloaded is told by its own input", async () => {
        const ended = await run("/public", { ...at("/missing"), ...ambient });
        await expectRefusal(ended, `couldn't be downloaded from http://127.0.0.1:${port}/missing (input archive_url)`);
      });

      test("that isn't one is told", async () => {
        const ended = await run("/public", { ...at("/text-archive"), ...ambient }, { archiveSha256: sha256 });
        await expectRefusal(ended, "The archive of gitlab-ecr 1.2.3 can't be unpacked.");
      });

      test("isn't downloaded where there is no tar", async () => {
        await rm(join(folder, "bin", "tar"));
        const ended = await run("/public", { ...at("/archive"), ...ambient });
        await expectRefusal(ended, "This image has no tar", "input image", "GITLAB_ECR_BUNDLE");
        expect(requests).toEqual([]);
      });

      test("is unpacked by busybox's tar, too", async () => {
        await rm(join(folder, "bin", "tar"));
        await link("tar", "busybox");
        const { login } = await run("/public", { ...at("/archive"), ...ambient });
        expect([login.exitCode, (await ran()).length]).toEqual([0, 2]);
      });

      test("is what the doctor runs, once, and takes away", async () => {
        const text = stamp("doctor.yml", await templateText("doctor"), {
          version: "1.2.3",
          url: "https://example.com/x",
          sha256,
          archiveUrl: "https://example.com/x.tar",
          archiveSha256,
        });
        const [job] = Object.values(parseAllDocuments(text)[1]?.toJS() as Record<string, { script: string[] }>);
        const before = job?.script.join("\n") ?? "";
        const { login, kept } = await runScripts({ before, after: ":" }, at("/archive"));
        expect(login.exitCode, login.all).toBe(0);
        expect([kept, (await ran()).map((line) => line.split(" ")[0])]).toEqual(["no folder", ["doctor"]]);
        await rm(join(folder, "ran"));
        await expectRefusal(await runScripts({ before, after: ":" }, at("/wrong-archive")), "isn't gitlab-ecr 1.2.3");
      });
    });

    describe("Node", () => {
      const old = "echo v18.19.0";
      const node = () => `ln -s '${process.execPath}' "$HOME/bin/node"`;

      test.each([
        { what: "missing", setUp: nothing, has: "this image has none." },
        { what: "old", setUp: () => program("node", old), has: "this image has v18.19.0." },
      ])("that is $what is told, with the ways out", async ({ setUp, has }) => {
        await setUp();
        await expectRefusal(
          await run("/public"),
          `gitlab-ecr: gitlab-ecr 1.2.3 needs Node 22.21 or newer; ${has}`,
          "input image",
          "install_node: true",
        );
        expect(requests).toEqual([]);
      });

      test.each([
        { name: "apk", call: "add --quiet --no-cache nodejs" },
        { name: "apt-get", call: "install -qq -y --no-install-recommends nodejs" },
      ])("is installed with $name where that is allowed", async ({ name, call }) => {
        await link("ln");
        await program(name, `echo "$*" >>"$HOME/calls"\ncase "$*" in *nodejs*) ${node()} ;; esac`);
        const { login } = await run("/public", { GITLAB_ECR_INSTALL_NODE: "true" });
        expect(login.exitCode, login.all).toBe(0);
        expect((await readFile(join(folder, "calls"), "utf8")).trim().split("\n").at(-1)).toBe(call);
        expect(await ran()).toHaveLength(2);
      });

      test("isn't installed where the image has it", async () => {
        await noted("node");
        await program("apk", `touch "$HOME/installed"`);
        expect((await run("/public", { GITLAB_ECR_INSTALL_NODE: "true" })).login.exitCode).toBe(0);
        expect(await readdir(folder)).not.toContain("installed");
      });

      test.each(["", "false"])("isn't installed where that isn't allowed: %j", async (allowed) => {
        await program("apk", `echo called >>"$HOME/ran"`);
        await expectRefusal(await run("/public", { GITLAB_ECR_INSTALL_NODE: allowed }), "this image has none.");
      });

      test("is told where the distribution's is too old: Debian 12 has 18", async () => {
        await program(
          "apt-get",
          `case "$*" in *nodejs*) echo '#!/bin/sh' >"$HOME/bin/node"; echo 'echo v18.20.4' >>"$HOME/bin/node"; chmod 755 "$HOME/bin/node" ;; esac`,
        );
        await link("chmod");
        await expectRefusal(
          await run("/public", { GITLAB_ECR_INSTALL_NODE: "true" }),
          "needs Node 22.21 or newer; what install_node installed here is v18.20.4.",
          "input image",
        );
      });

      test.each([
        {
          what: "fails",
          setUp: () => program("apk", "exit 1"),
          told: "Node couldn't be installed (input install_node).",
        },
        { what: "isn't possible", setUp: nothing, told: "This image has neither apk nor apt-get" },
      ])("whose installation $what is told", async ({ setUp, told }) => {
        await setUp();
        await expectRefusal(await run("/public", { GITLAB_ECR_INSTALL_NODE: "true" }), told);
      });

      test("is installed for GITLAB_ECR_BUNDLE, too", async () => {
        await link("ln");
        await program("apk", node());
        await writeFile(join(folder, "own.cjs"), bundle);
        const variables = { GITLAB_ECR_BUNDLE: join(folder, "own.cjs"), GITLAB_ECR_INSTALL_NODE: "true" };
        expect((await run("/public", variables)).login.exitCode).toBe(0);
        expect(await ran()).toHaveLength(2);
      });
    });
  });
});
