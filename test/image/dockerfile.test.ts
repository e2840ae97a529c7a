import { accessSync, existsSync } from "node:fs";
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One line of a Dockerfile, its continuations joined. */
interface Instruction {
  readonly name: string;
  readonly text: string;
}

interface Stage {
  readonly base: string;
  readonly name: string;
  readonly instructions: Instruction[];
}

let all: Instruction[];
let stages: Stage[];
const last = () => stages.at(-1) ?? { base: "", name: "", instructions: [] };
const named = (name: string, from: readonly Instruction[] = all) => from.filter((one) => one.name === name);

beforeAll(async () => {
  const text = await readFile(join(root, "Dockerfile"), "utf8");
  const lines = text
    .replace(/^#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n");
  all = lines
    .filter((line) => line.trim() !== "")
    .map((line) => ({ name: line.split(" ", 1)[0] ?? "", text: line.slice(line.indexOf(" ") + 1).trim() }));
  stages = [];
  for (const one of all) {
    const [, base = "", name = ""] = /^(\S+)(?: AS (\S+))?$/.exec(one.text) ?? [];
    if (one.name === "FROM") stages.push({ base, name, instructions: [] });
    else stages.at(-1)?.instructions.push(one);
  }
});

describe("the image's Dockerfile", () => {
  test("begins each stage from an image that is pinned by digest, or from such a stage", () => {
    const names = stages.map(({ name }) => name);
    for (const { base } of stages) {
      if (!names.includes(base)) expect(base).toMatch(/^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    }
    expect(last().base).toMatch(/^docker:29-cli@sha256:/);
  });

  test("takes Node and its libraries from where the cache was made: it holds for that version alone", () => {
    expect(stages.find(({ name }) => name === "build")?.base).toBe("node");
    expect(named("COPY", last().instructions).map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        "--from=node /usr/local/bin/node /usr/local/bin/node",
        "--from=node /usr/lib/libstdc++.so.6 /usr/lib/libgcc_s.so.1 /usr/lib/",
      ]),
    );
  });

  test("adds nothing from a network address, and runs nothing that does, but for the locked packages", () => {
    expect(named("ADD")).toEqual([]);
    const runs = named("RUN").map(({ text }) => text);
    for (const run of runs) expect(run).not.toMatch(/\b(curl|wget|git|apk|npx)\b|https?:|npm (?!ci )/);
    expect(runs.filter((run) => run.includes("npm"))).toEqual(["npm ci --ignore-scripts"]);
  });

  test("holds no secret, and no variable that asks for one", () => {
    const text = all.map((one) => `${one.name} ${one.text}`).join("\n");
    expect(text).not.toMatch(/_TOKEN|password|secret|(?<!docker-)credential|AKIA|ASIA|--mount/i);
    expect(named("ARG").map((one) => one.text.split("=")[0])).toEqual(["VERSION", "REVISION", "SOURCE"]);
    expect(named("ENV")).toEqual([]);
  });

  test("keeps docker's entrypoint and shell, and root, as a runner's jobs need it", () => {
    for (const name of ["ENTRYPOINT", "CMD", "USER", "SHELL", "HEALTHCHECK", "VOLUME", "EXPOSE", "ONBUILD"]) {
      expect(named(name, last().instructions), name).toEqual([]);
    }
  });

  test("says what it is, and which image it stands on", () => {
    const [label] = named("LABEL", last().instructions);
    const labels = [...(label?.text ?? "").matchAll(/org\.opencontainers\.image\.([\w.]+)="([^"]*)"/g)];
    const values = Object.fromEntries(labels.map(([, name, value]) => [name, value]));
    expect(Object.keys(values).sort()).toEqual(
      ["base.digest", "base.name", "description", "licenses", "revision", "source", "title", "version"].sort(),
    );
    expect(last().base).toBe(`${values["base.name"]?.replace("docker.io/library/", "")}@${values["base.digest"]}`);
  });

  test("copies what is there and what .dockerignore lets through, and nothing else is let through", async () => {
    const ignore = (await readFile(join(root, ".dockerignore"), "utf8")).split("\n");
    const sources = named("COPY").flatMap(({ text }) => (text.startsWith("--") ? [] : text.split(" ").slice(0, -1)));
    for (const source of sources) accessSync(join(root, source));
    expect(
      ignore
        .filter((line) => line.startsWith("!"))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual(sources.sort());
    expect(ignore).toContain("*");
  });
});

describe("what the Dockerfile builds, with this machine's Node and packages", () => {
  let folder: string;
  const programs = {
    "gitlab-ecr": "gitlab-ecr-launch.cjs",
    "docker-credential-gitlab-ecr": "docker-credential-gitlab-ecr.cjs",
  };
  const inImage = (path: string) => join(folder, "image", path);

  /** COPY, from the repository or from another stage's files, into a folder. */
  async function copy(text: string, from: string, into: string): Promise<void> {
    const words = text.split(" ").filter((word) => !word.startsWith("--"));
    const target = words.at(-1) ?? "";
    const sources = words.slice(0, -1);
    for (const source of sources) {
      const isInto = sources.length > 1 || (target.endsWith("/") && !source.endsWith("/"));
      const path = join(into, target, isInto ? basename(source) : "");
      await mkdir(dirname(path), { recursive: true });
      await cp(join(from, source), path, { recursive: true, verbatimSymlinks: true });
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-image-"));
    const build = stages.find(({ name }) => name === "build");
    const work = join(folder, "build");
    for (const { name, text } of build?.instructions ?? []) {
      if (name === "COPY") await copy(text, root, work);
      else if (name === "RUN" && text.startsWith("npm ci"))
        await symlink(join(root, "node_modules"), join(work, "node_modules"));
      else if (name === "RUN") await shell(text, work);
    }
    for (const { name, text } of last().instructions) {
      if (name === "COPY" && text.startsWith("--from=build ")) await copy(text, folder, inImage("/"));
      else if (name === "COPY" && !text.startsWith("--")) await copy(text, root, inImage("/"));
      else if (name === "RUN" && text.startsWith("ln ")) {
        await mkdir(inImage("/usr/local/bin"), { recursive: true });
        await shell(text.replaceAll(" /usr", ` ${inImage("/usr")}`), folder);
      }
    }
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const path = () => `${dirname(process.execPath)}:/usr/bin:/bin`;
  const shell = (text: string, cwd: string) =>
    execa("sh", ["-ec", text], { cwd, env: { PATH: path(), HOME: folder }, extendEnv: false });

  // Before anything runs there: root can write where nobody may.
  test("has a compile cache for root and user 1000 that nobody can write", async () => {
    const cache = inImage("/usr/local/lib/gitlab-ecr/compile-cache");
    const names = await readdir(cache);
    if (process.getuid?.() === 0) expect(names.map((name) => name.replace(/^.*-/, "")).sort()).toEqual(["0", "1000"]);
    const entries = await readdir(cache, { recursive: true });
    expect(entries.length).toBeGreaterThan(names.length);
    for (const entry of ["", ...entries]) {
      const status = await lstat(join(cache, entry));
      expect([entry, status.mode & 0o222, status.isSymbolicLink()]).toEqual([entry, 0, false]);
      expect(status.uid).toBe(process.getuid?.());
    }
  });

  test("has the programs on PATH, which run for root and for others", async () => {
    for (const [name, file] of Object.entries(programs)) {
      expect(await readlink(inImage(`/usr/local/bin/${name}`))).toBe(`../lib/gitlab-ecr/${file}`);
    }
    await shell(`chmod 755 '${folder}'`, folder);
    const users = process.getuid?.() === 0 ? [0, 1000, 4711] : [undefined];
    for (const uid of users) {
      const options = {
        env: { PATH: path(), HOME: "/" },
        extendEnv: false,
        ...(uid === undefined ? {} : { uid, gid: uid }),
      };
      const { stdout } = await execa(inImage("/usr/local/bin/gitlab-ecr"), ["--version"], options);
      expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
      const helper = await execa(inImage("/usr/local/bin/docker-credential-gitlab-ecr"), ["version"], options);
      expect(helper.stdout).toContain(stdout);
    }
  });

  test("has the bundle and its chunks", async () => {
    const names = await readdir(inImage("/usr/local/lib/gitlab-ecr"));
    expect(names).toEqual(
      expect.arrayContaining(["LICENSE", "compile-cache", "gitlab-ecr-launch.cjs", "gitlab-ecr.cjs"]),
    );
    expect(names.filter((name) => /^gitlab-ecr-[\w-]+\.cjs$/.test(name)).length).toBeGreaterThan(1);
  });

  test("has nothing of the build besides", async () => {
    expect(existsSync(inImage("/build"))).toBe(false);
    const entries = await readdir(inImage("/"), { recursive: true });
    expect(entries.filter((entry) => /node_modules|\.ts$|package|index\.js/.test(entry))).toEqual([]);
  });
});
