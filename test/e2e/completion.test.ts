import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundlePath } from "./bundle-path.ts";
import { describeWith } from "./require-tool.ts";

const home = mkdtempSync(join(tmpdir(), "gitlab-ecr-completion-"));
const environment = { PATH: process.env.PATH, HOME: home, TERM: "xterm", LC_ALL: "C.UTF-8" };

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: home, env: environment, encoding: "utf8" });
}

const scripts = {
  bash: join(home, "gitlab-ecr.bash"),
  zsh: join(home, "_gitlab-ecr"),
  fish: join(home, "gitlab-ecr.fish"),
};

let bundle: string;

beforeAll(async () => {
  bundle = await bundlePath();
  for (const [shell, file] of Object.entries(scripts)) {
    writeFileSync(file, run(process.execPath, [bundle, "completion", shell]));
  }
  mkdirSync(join(home, "policies"));
  writeFileSync(join(home, "policy.json"), "{}");
});
afterAll(() => rmSync(home, { recursive: true }));

/** What each shell offers for a command line whose last word is to be completed, sorted. */
const offers = {
  bash: (line: string) => {
    const words = line.split(" ");
    const script = `. ${scripts.bash}; shift 0; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ));
      compopt() { :; }; _gitlab_ecr; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run("bash", ["-euc", script, "bash", ...words]);
  },
  zsh: (line: string) => {
    return run("zsh", ["-f", join(import.meta.dirname, "zsh-offers.zsh"), scripts.zsh, line]);
  },
  fish: (line: string) => {
    const script = `source ${scripts.fish}; complete -C "${line}" | string replace -r '\\t.*' ''; true`;
    return run("fish", ["--no-config", "-c", script]);
  },
};

function wordsOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim().replace(/\/$/, ""));
  return [...new Set(lines.filter((line) => line !== ""))].sort();
}

for (const shell of ["bash", "zsh", "fish"] as const) describeWith([shell], shell, () => completes(shell));

function completes(shell: keyof typeof offers): void {
  const offer = (line: string) => wordsOf(offers[shell](line));

  test("completes commands", () => {
    expect(offer("gitlab-ecr lo")).toEqual(["login", "logout"]);
  });

  test("completes the second word of a command, and its options", () => {
    expect(offer("gitlab-ecr setup i")).toEqual(["issuer"]);
    expect(offer("gitlab-ecr setup issuer --drop")).toEqual(["--drop-old-keys"]);
  });

  test("completes a command's options", () => {
    expect(offer("gitlab-ecr login --session-p")).toEqual(["--session-policy", "--session-policy-arn"]);
  });

  test("completes an option's values", () => {
    expect(offer("gitlab-ecr login --engine b")).toEqual(["buildah"]);
  });

  test("completes files and folders", () => {
    expect(offer("gitlab-ecr login --session-policy pol")).toEqual(["policies", "policy.json"]);
    expect(offer("gitlab-ecr login --config-dir pol")).toEqual(["policies"]);
  });

  test("completes the words that a command takes", () => {
    expect(offer("gitlab-ecr completion z")).toEqual(["zsh"]);
    expect(offer("gitlab-ecr help logo")).toEqual(["logout"]);
  });
}

test("an unknown shell is refused with those that there are", () => {
  const refused = () => run(process.execPath, [bundle, "completion", "tcsh"]);
  expect(refused).toThrow(/Give one of bash, zsh, fish/);
});
