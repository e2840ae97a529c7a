import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleWorld, idToken } from "../fake/index.ts";
import { runCli } from "./run-cli.ts";

interface LogCase {
  name: string;
  log: string[];
  expect: { code: string; line: number; times?: number; message?: string; remedy?: string }[];
}

const folder = new URL("../cases/log", import.meta.url).pathname;
const { world } = exampleWorld();

function fromLog(log: string, argv: string[] = ["--json"]) {
  return runCli(world, ["doctor", "--from-log", "-", ...argv], { stdin: log });
}

describe.each(readdirSync(folder))("%s", (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), "utf8")) as LogCase[];

  test.each(cases.map((one) => [one.name, one] as const))("%s", async (_name, one) => {
    const run = await fromLog(one.log.join("\n"));
    const { findings } = run.json() as { findings: { remedy: string }[] };
    expect(findings).toMatchObject(one.expect.map(({ remedy: _remedy, ...rest }) => ({ times: 1, ...rest })));
    expect(findings.length).toBe(one.expect.length);
    for (const [index, { remedy }] of one.expect.entries()) expect(findings[index]?.remedy).toContain(remedy ?? "");
    expect(run.status).toBe(one.expect.length > 0 ? 1 : 0);
  });
});

test("the text names code, line, cause and remedy", async () => {
  const run = await fromLog("fine\nno basic auth credentials\nno basic auth credentials\n", []);
  expect(run.stdout).toMatch(
    /^registry-not-logged-in \(line 2 and 1 more\): The container tool has no login for HOST\.\n {2}Why: /,
  );
  expect(run.stdout).toContain("→ Log in to HOST in the same job and shell");
  expect(run.stdout).toContain("More: docs/errors.md#registry-not-logged-in");
});

test("says that an unknown log isn't a good one", async () => {
  const run = await fromLog("all quiet\n", []);
  expect(run.stdout).toBe("Nothing in it is a message that gitlab-ecr knows. That doesn't mean that all is well.\n");
});

test("echoes no token and no password of the log", async () => {
  const token = idToken(world);
  const secret = "c2VudGluZWwtcGFzc3dvcmQtb2YtdGhlLXJlZ2lzdHJ5";
  const log = [
    `no basic auth credentials ${token}`,
    `denied: User: arn:aws:iam::455931011959:user/x is not authorized to perform: ecr:PutImage on resource: ${secret}`,
    `The repository with name '${token}' does not exist in the registry with id '455931011959'`,
    `error[${secret}]: x`,
  ].join("\n");
  for (const argv of [["--json"], []]) {
    const run = await fromLog(log, argv);
    expect(run.stdout).not.toContain(secret);
    expect(run.stdout).not.toContain(token.split(".")[2]);
    expect(run.stdout).not.toContain(token.split(".")[1]);
  }
});

test.each([
  ["one endless line", "User: arn:".repeat(500_000)],
  ["dashes and dots", `lookup ${"a-.".repeat(300_000)}`],
  ["brackets and escapes", "\u001b[\u001b]section_start:1:".repeat(100_000)],
  ["hosts that never end", "455931011959.dkr.ecr.a-".repeat(100_000)],
  ["long lines", `User: arn:${"a:/".repeat(1200)}\n`.repeat(200)],
  ["lines of numbers and hosts", `lookup 455931011959.dkr.ecr.${"a-b.".repeat(900)}\n`.repeat(200)],
  ["many lines", "docker: \n".repeat(200_000)],
])(
  "a hostile log takes no longer than its length: %s",
  async (_name, log) => {
    const run = await fromLog(log);
    expect(run.json()).toMatchObject({ verdict: "nothing" });
  },
  5_000,
);

test.each([
  ["--offline", ["--offline"]],
  ["a registry", ["public"]],
  ["JUnit", ["--format", "junit"]],
  ["a policy", ["--trust-policy", "role.json"]],
  ["the simulator", ["--simulate"]],
])("%s doesn't go with it", async (_name, argv) => {
  const run = await fromLog("x", argv);
  expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
});
