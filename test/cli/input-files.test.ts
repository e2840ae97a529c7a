import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makePipe, makeSilentPipe } from "../adapters/system/pipes.ts";
import { type Example, exampleWorld, type Fake, idToken, startFake } from "../fake/index.ts";
import { temporaryFolder } from "./run-cli.ts";

// Each test starts the program from its sources.
vi.setConfig({ testTimeout: 60_000 });

let example: Example;
let fake: Fake;
let folder: string;

beforeAll(async () => {
  example = exampleWorld();
  fake = await startFake(example.world);
});
afterAll(() => fake.close());
beforeEach(async () => {
  folder = await temporaryFolder();
});

const program = new URL("../../src/bin.ts", import.meta.url).pathname;

/** Starts a program of a job without a token; `$0` is Node and `$1` our program where it is a shell. */
function start(file: string, args: readonly string[]) {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    CI: "true",
    AWS_REGION: "ap-northeast-1",
    GITLAB_ECR_ROLE_ARN: example.role.arn,
    GITLAB_ECR_ENGINE: "config",
    ...fake.environment,
  };
  return execa(file, args, { env, extendEnv: false, reject: false, stdin: "ignore" });
}

const login = (...args: string[]) => start(process.execPath, [program, "login", ...args]);
const bash = (script: string, ...args: string[]) => start("bash", ["-c", script, process.execPath, program, ...args]);

describe("a pipe in a file's place", () => {
  test("is a token, by the shell's process substitution", async () => {
    const token = join(folder, "token");
    await writeFile(token, idToken(example.world));
    const ended = await bash('"$0" "$1" login --id-token-file <(cat "$2")', token);
    expect(ended).toMatchObject({ exitCode: 0 });
  });

  test("is standard input by its name in /dev", async () => {
    const token = join(folder, "token");
    await writeFile(token, idToken(example.world));
    const ended = await bash('cat "$2" | "$0" "$1" login --id-token-file /dev/stdin', token);
    expect(ended).toMatchObject({ exitCode: 0 });
  });

  test("doesn't hold a run beyond its time when nobody writes", async () => {
    for (const pipe of [makePipe(join(folder, "lonely")), await makeSilentPipe(join(folder, "silent"))]) {
      const ended = await login("--id-token-file", pipe, "--timeout", "1");
      expect(ended.stderr).toContain("error[timeout]");
    }
  });

  test("doesn't hold a run that is told to end", async () => {
    const pipe = makePipe(join(folder, "pipe"));
    const running = login("--id-token-file", pipe);
    const writer = await open(pipe, "w"); // Done as soon as somebody reads.
    running.kill("SIGTERM");
    const { stderr } = await running;
    await writer.close();
    expect(stderr).toContain("error[interrupted]");
  });
});

test("--write-env writes into a pipe that somebody reads", async () => {
  const token = join(folder, "token");
  await writeFile(token, idToken(example.world));
  const pipe = makePipe(join(folder, "pipe"));
  const reading = readFile(pipe, "utf8");
  const ended = await login("--id-token-file", token, "--write-env", pipe);
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(await reading).toMatch(/^\w+=/);
});
