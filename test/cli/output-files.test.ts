import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { details, pinned, role } from "../core/audit/account-json.ts";
import { exampleWorld, idToken } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const { world, role: theRole } = exampleWorld();
const environment = {
  GITLAB_OIDC_TOKEN: idToken(world),
  GITLAB_ECR_ROLE_ARN: theRole.arn,
  AWS_REGION: "ap-northeast-1",
};
const setup = [
  ...["setup", "--gitlab-url", "https://gitlab.com", "--project", "org/app", "--project-id", "7"],
  ...["--account", "455931011959", "--region", "eu-west-1", "--repository", "app", "--branch", "main"],
];

/** What each command writes where, beside an input that it can read. */
const writers: Readonly<Record<string, (place: string, input: string) => readonly string[]>> = {
  "login --write-env": (place) => ["login", "--write-env", place],
  "login --write-annotations": (place) => ["login", "--write-annotations", place],
  "doctor --output": (place) => ["doctor", "--format", "junit", "--output", place],
  "audit --output": (place, input) => ["audit", "--input", input, "--format", "html", "--output", place],
  "credentials --output": (place) => ["credentials", "--format", "json", "--output", place],
  "credentials --format shared": (place) => [
    ...["credentials", "--format", "shared", "--profile", "ci", "--output", place],
  ],
};

const folders: Readonly<Record<string, (place: string) => readonly string[]>> = {
  "setup --output": (place) => [...setup, "--format", "terraform", "--output", place],
  "login --config-dir": (place) => ["login", "--engine", "config", "--config-dir", place],
};

/** A folder with an account's details; what a failed run leaves in it must be just that. */
async function scene() {
  const folder = await temporaryFolder();
  const input = join(folder, "details.json");
  await writeFile(input, JSON.stringify(details({ roles: [role("gitlab-ci", pinned())] })));
  return { folder, input };
}

describe.each(Object.entries(writers))("%s", (_, words) => {
  test.each([
    ["a folder", async (folder: string) => join(folder, await made(folder, "place")), /^it is a folder$/],
    [
      "below a file",
      async (folder: string) => join(folder, "details.json", "place"),
      /^(?:a part of its path isn't a folder|something else is there already)$/,
    ],
  ])("that is %s is told in words, and leaves nothing behind", async (_kind, placeIn, why) => {
    const { folder, input } = await scene();
    const place = await placeIn(folder);
    const before = await readdir(folder, { recursive: true });
    const run = await runCli(world, words(place, input), { environment });
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(/^.*: (.*) can't be written \((.*)\)\.$/m.exec(run.stderr)?.slice(1)).toEqual([
      place,
      expect.stringMatching(why),
    ]);
    expect(run.stderr).toContain("Name a place that this user can write, in a folder that is there.");
    expect(run.stderr).not.toMatch(/\bE[A-Z]{4,}\b/);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });
});

describe.each(Object.entries(folders))("%s", (name, words) => {
  test.each([
    ["a file", "details.json"],
    ["below a file", "details.json/place"],
  ])("that is %s is told in words, and leaves nothing behind", async (_kind, place) => {
    const { folder } = await scene();
    const run = await runCli(world, words(join(folder, place)), { environment });
    expect(run.code()).toBe(name.startsWith("setup") ? "input-invalid" : "config-unwritable");
    expect(run.stderr).toMatch(/isn't a folder|something else is there already/);
    expect(run.stderr).not.toMatch(/\bE[A-Z]{4,}\b/);
    expect(await readdir(folder)).toEqual(["details.json"]);
  });
});

test.each(["login --write-env", "audit --output"])("a full disk is told as one: %s", async (name) => {
  const { input } = await scene();
  const run = await runCli(world, writers[name]?.("/dev/full", input) ?? [], { environment });
  expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  expect(run.stderr).toContain("/dev/full can't be written (the disk is full).");
});

async function made(folder: string, name: string): Promise<string> {
  await mkdir(join(folder, name));
  return name;
}
