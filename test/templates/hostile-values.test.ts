import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { stamp } from "../../scripts/release/stamp.ts";
import { describeWith } from "../e2e/require-tool.ts";
import { accepts, parseTemplate, readTemplate, type Template } from "./template.ts";

// Each test starts dozens of programs.
vi.setConfig({ testTimeout: 120_000 });

const components = ["login", "push", "doctor", "audit", "rotate"] as const;
type Component = (typeof components)[number];

/** What a value could try. Were any of it run, or taken for an option or a pattern, a program below would note it. */
const hostile: Readonly<Record<string, string>> = {
  "a substitution": "$(canary)",
  "back quotes": "`canary`",
  "a second command": "; canary; #",
  "a command in the background": "x & canary",
  "a pipe": "| canary",
  "a new line": "x\ncanary\nx",
  "a return": "x\r\ncanary\r\n",
  "double quotes": '"; canary; "',
  "single quotes": "'; canary; '",
  "the end of a here-document": "EOF\ncanary\n",
  "a short option": "-o canary",
  "a long option": "--config=canary",
  "options of an interpreter": "--eval=require('child_process').execSync('canary')",
  "the end of options": "-- canary",
  "a pattern": "*",
  "a range of names": "[a-z]* ?????",
  "a home": "~ ~root",
  "a way up": "../../../../etc/passwd",
  "a way up for many": "../{a,b}/..",
  "a variable": "$HOME $PATH ${HOME}",
  "a variable with a command": "${HOME:-$(canary)}",
  arithmetic: "a[$(canary)]",
  "a format": "%s%n%d\\n\\x41\\0",
  "a redirection": "x > created 2>&1 < /etc/passwd",
  "an escape sequence": "\u001b[31mred\u001b]0;title\u0007",
  "a section of GitLab's log": "\u001b[0Ksection_start:1:x[collapsed=true]\r\u001b[0Kx",
  "other scripts": "ä日本\u202e\u2028\ud83d\ude00",
  "very much": "x$(canary)".repeat(8000),
  blanks: "   \t  ",
};

/** The words of a script that are variables of the job: all in capitals. Those that shells and tools need are given. */
const given = new Set(["PATH", "HOME", "IFS", "WGETRC", "EXIT", "DEBIAN_FRONTEND", "JOB_TOKEN"]);
function variablesIn(...scripts: readonly string[]): string[] {
  const found = scripts.flatMap((text) => [...text.matchAll(/\$\{?([A-Z][A-Z0-9_]+)\b/g)].map(([, name = ""]) => name));
  return [...new Set(found)].filter((name) => !given.has(name));
}

interface Scripts {
  /** What the job runs before and as its script, in one shell. */
  readonly first: string;
  readonly after: string;
  /** All variables that the component sets or a script reads. */
  readonly names: readonly string[];
}

/** With a package server that nobody answers at: a download is tried, with a program in curl's place. */
const release = {
  version: "1.2.3",
  url: "https://example.com/x",
  sha256: "0".repeat(64),
  archiveUrl: "https://example.com/x.tar",
  archiveSha256: "0".repeat(64),
};
const needed = { user: "gitlab-ci", targets: "gitlab-project:org/app", repository: "team/app" };

async function scriptsOf(component: Component): Promise<Scripts> {
  const file = `${component}.yml`;
  const text = await readFile(new URL(`../../templates/${file}`, import.meta.url), "utf8");
  const jobs = Object.values(parseTemplate(stamp(file, text, release)).jobs(needed));
  const all = (keyword: string) => jobs.flatMap((job) => (job[keyword] ?? []) as readonly string[]);
  const [first, after] = [[...all("before_script"), ...all("script")].join("\n"), all("after_script").join("\n")];
  const set = jobs.flatMap((job) => Object.keys(job.variables ?? {}));
  return { first, after, names: [...new Set([...set, ...variablesIn(first, after)])] };
}

const scripts = Object.fromEntries(
  await Promise.all(components.map(async (one) => [one, await scriptsOf(one)] as const)),
) as Record<Component, Scripts>;

/** Programs that note how they were called: name and arguments, with a separator between, one call an entry. */
const noting = (name: string, then = "") =>
  `#!/bin/sh\n{ printf '%s' ${name}; for one do printf '\\037%s' "$one"; done; printf '\\0'; } >>"$NOTES"\n${then}\n`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-hostile-"));
  await Promise.all(["bin", "project", "project.tmp", "home"].map((name) => mkdir(join(folder, name))));
  await program("canary");
  await program("sleep");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, then?: string): Promise<void> {
  await writeFile(join(folder, "bin", name), noting(name, then));
  await chmod(join(folder, "bin", name), 0o755);
}

/** Where gitlab-ecr comes from, and the calls that the job may make then, whatever its variables say. */
interface Way {
  readonly how: string;
  readonly programs: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}
const node = 'case "$1" in --version) echo v24.0.0 ;; -e) echo 00 ;; esac';
const docker =
  "case \"$1 $2\" in 'image inspect') echo sha256:$(printf '%064d' 0) ;; 'buildx build' | 'build '*) ;; *) ;; esac";
const onPath: Way = { how: "gitlab-ecr on PATH", programs: { "gitlab-ecr": "", docker }, variables: {} };
const named: Way = {
  how: "the file in GITLAB_ECR_BUNDLE",
  programs: { node, docker },
  variables: { GITLAB_ECR_BUNDLE: "/dev/null" },
};
const download: Way = {
  how: "a download",
  programs: { node, docker, curl: "echo '404 '", apk: "", tar: "" },
  variables: {},
};
const ways: readonly Way[] = [onPath, named, download];

/** All of them in one value. */
const together = (between: string) =>
  Object.values(hostile)
    .map((value) => value.slice(0, 200))
    .join(between);

/** What stays as it is, since the shell or the test could do nothing else: hostile values for it are tried alone. */
const sane: Readonly<Record<string, string>> = { CI_PROJECT_DIR: "FOLDER/project", CI_JOB_ID: "4711" };

describe.each([
  { tool: "dash", shell: ["dash"], strict: "set -eu" },
  { tool: "busybox", shell: ["busybox", "ash"], strict: "set -e" },
  { tool: "bash", shell: ["bash"], strict: "set -eo pipefail" },
])("in $tool", ({ tool, shell: [file = "", ...options], strict }) => {
  let real: string;
  beforeAll(async () => {
    real = (await execa("sh", ["-c", `command -v ${file}`])).stdout;
  });

  /** Runs a component's scripts with these variables; gives the calls of all programs but docker's own many. */
  async function run({ first, after }: Scripts, way: Way, variables: Readonly<Record<string, string>>) {
    for (const [name, then] of Object.entries(way.programs)) await program(name, then);
    const env: Record<string, string> = {
      PATH: `${join(folder, "bin")}:/usr/bin:/bin`,
      HOME: join(folder, "home"),
      NOTES: join(folder, "notes"),
      ...variables,
    };
    let printed = "";
    for (const script of [first, after]) {
      const path = join(folder, "script");
      await writeFile(path, `${strict}\n${script}\n`);
      const ended = await execa(real, [...options, path], {
        env,
        extendEnv: false,
        reject: false,
        cwd: join(folder, "project"),
        all: true,
      });
      printed += ended.all;
    }
    const notes = await readFile(join(folder, "notes"), "utf8").catch(() => "");
    return {
      printed,
      calls: notes
        .split("\0")
        .filter(Boolean)
        .map((call) => call.split("\u001f")),
      env,
    };
  }

  /** Nothing ran that a value named, and nothing was made where it said. */
  async function expectHarmless(ran: Awaited<ReturnType<typeof run>>, component: Component): Promise<void> {
    const { calls, env } = ran;
    expect(calls.filter(([name]) => name === "canary")).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(
      expect.arrayContaining(["bin", "home", "project"].concat(calls.length > 0 ? ["notes"] : [])),
    );
    expect(await readdir(join(folder, "home"))).toEqual([]);
    const made = (await readdir(join(folder, "project"))).filter((name) => name !== "ecr-push.env");
    expect(made).toEqual([]);
    // gitlab-ecr's own arguments are the template's alone; values reach it by the environment.
    const own = calls.filter(
      ([name, first = ""]) => name === "gitlab-ecr" || (name === "node" && !["--version", "-e"].includes(first)),
    );
    const known: Record<Component, readonly string[]> = {
      login: ["login", "logout"],
      push: ["login", "logout", "create-repository"],
      doctor: ["doctor"],
      audit: ["audit"],
      rotate: ["rotate"],
    };
    for (const [name, ...words] of own) {
      const [command = "", ...others] = name === "node" ? words.slice(1) : words;
      expect(known[component]).toContain(command);
      if (command === "create-repository") continue;
      expect(others.join(" ")).toMatch(/^(--format \w+ --output [\w.-]+ ?)*$|^--yes$/);
      if (name === "node") expect(words[0]).toBe(env.GITLAB_ECR_BUNDLE);
    }
  }

  const at = (text: string) => text.replace("FOLDER", folder);
  const sound = () => Object.fromEntries(Object.entries(sane).map(([name, value]) => [name, at(value)]));

  describeWith([tool], "whatever the variables say", () => {
    describe.each(components)("%s", (component) => {
      const { names } = scripts[component];

      test("reads no variable that isn't tried here", () => {
        expect(names.length).toBeGreaterThan(12);
        for (const name of Object.keys(sane)) expect(names).toContain(name);
      });

      test.each(ways)("runs nothing of it, all at once, with $how", async (way) => {
        for (const value of way === download ? Object.values(hostile) : [together("\n"), together(" ")]) {
          const all = Object.fromEntries(names.map((name) => [name, value.slice(0, 4000)]));
          const ran = await run(scripts[component], way, { ...all, ...sound(), ...way.variables });
          await expectHarmless(ran, component);
          await rm(join(folder, "notes"), { force: true });
        }
      });

      test("runs nothing of it, each variable by itself, the project's folder and the job's number too", async () => {
        for (const name of names) {
          for (const value of [together("\n"), "-rf"]) {
            const ran = await run(scripts[component], download, { ...sound(), [name]: value });
            expect([name, ran.calls.filter(([program]) => program === "canary")]).toEqual([name, []]);
          }
          await rm(join(folder, "notes"), { force: true });
        }
      });

      test("is given a value as long as any", async () => {
        const all = Object.fromEntries(names.slice(0, 12).map((name) => [name, hostile["very much"] ?? ""]));
        const ran = await run(scripts[component], onPath, { ...all, ...sound() });
        await expectHarmless(ran, component);
      });
    });
  });

  describeWith([tool], "a build", () => {
    const { names } = scripts.push;
    const isBuild = (call: readonly string[]) => /^docker (buildx )?build /.test(call.slice(0, 4).join(" "));
    const registry = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
    const plain = {
      GITLAB_ECR_PUSH_REPOSITORY: "team/app",
      GITLAB_ECR_PUSH_ENGINE: "docker",
      GITLAB_ECR_PUSH_ENV_FILE: "ecr-push.env",
      GITLAB_ECR_PUSH_ENV_PREFIX: "ECR",
      GITLAB_ECR_PUSH_TAGS: "x",
      GITLAB_ECR_PUSH_CACHE: "",
    };

    test.each(Object.entries(hostile))("gets %s as the text that it is", async (_, value) => {
      await writeFile(join(folder, "login.env"), `ECR_REGISTRY=${registry}\n`);
      const text = value.slice(0, 4000);
      const all = Object.fromEntries(names.map((name) => [name, text]));
      const variables = { ...all, ...sound(), ...plain, GITLAB_ECR_WRITE_ENV: join(folder, "login.env") };
      const ran = await run(scripts.push, onPath, variables);
      await expectHarmless(ran, "push");
      const words = ran.calls.find(isBuild) ?? [];
      // The last is what follows the end of options.
      expect(words.slice(-2), ran.printed).toEqual(["--", text]);
      for (const option of ["--file", "--target"]) expect(words[words.indexOf(option) + 1]).toBe(text);
    });

    test.each([
      ["GITLAB_ECR_PUSH_CACHE", "x,type=local,dest=/", "is neither a tag"],
      ["GITLAB_ECR_PUSH_CACHE", "x\ny", "is neither a tag"],
      ["GITLAB_ECR_PUSH_ENV_PREFIX", "A=1\nLD_PRELOAD", "begins no name"],
      ["GITLAB_ECR_PUSH_ENV_PREFIX", "1", "begins no name"],
      ["GITLAB_ECR_PUSH_ENV_PREFIX", "", "begins no name"],
      ["GITLAB_ECR_PUSH_ENV_FILE", "../../home/.profile", "is no file of the project"],
      ["GITLAB_ECR_PUSH_ENV_FILE", "..", "is no file of the project"],
      ["GITLAB_ECR_PUSH_ENV_FILE", "a\nb", "is no file of the project"],
    ])("isn't begun with %s %j", async (name, value, told) => {
      await writeFile(join(folder, "login.env"), `ECR_REGISTRY=${registry}\n`);
      const empty = Object.fromEntries(names.map((one) => [one, ""]));
      const variables = {
        ...empty,
        ...sound(),
        ...plain,
        GITLAB_ECR_WRITE_ENV: join(folder, "login.env"),
        [name]: value,
      };
      const { printed, calls } = await run(scripts.push, onPath, variables);
      expect(printed).toContain(told);
      expect(calls.filter(isBuild)).toEqual([]);
    });
  });
});

describe("inputs", () => {
  const templates: [Component, Template][] = [];
  beforeAll(async () => {
    for (const name of components) templates.push([name, await readTemplate(name)]);
  });

  test("are choices, switches, or held against an expression from their beginning to their end", () => {
    for (const [component, { inputs }] of templates) {
      for (const [name, { type, options, regex }] of Object.entries(inputs)) {
        if (type === "boolean" || options !== undefined) continue;
        expect([type, regex?.startsWith("^"), regex?.endsWith("$")], `${component}: ${name}`).toEqual([
          "string",
          true,
          true,
        ]);
        // An alternative outside of brackets would be held to one end alone.
        expect(outside(regex ?? ""), `${component}: ${name}`).not.toContain("|");
      }
    }
  });

  /** What a shell, a log or GitLab's own reading could take for more than text. Other values are plain words. */
  const active = Object.entries(hostile).filter(([, value]) => /[;&|<>()`'"\\\p{Cc}]/u.test(value));

  test.each(active)("refuse %s before the pipeline starts", (_, value) => {
    for (const [component, { inputs }] of templates) {
      for (const [name, input] of Object.entries(inputs)) {
        // Each line of build_args is one word for docker, whatever is in it.
        if (name !== "build_args") expect(accepts(input, value), `${component}: ${name}`).toBe(false);
      }
    }
  });
});

/** A regular expression without what is in brackets. */
function outside(regex: string): string {
  let depth = 0;
  let found = "";
  for (const sign of regex.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "")) {
    if (sign === "(") depth += 1;
    else if (sign === ")") depth -= 1;
    else if (depth === 0) found += sign;
  }
  return found;
}
