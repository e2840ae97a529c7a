import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { allow, details, pinned, policy, push, role, trusts, user } from "../core/audit/account-json.ts";

// What a machine's language, character set and time zone are changes nothing of what is printed or written.

const bin = join(import.meta.dirname, "..", "..", "src", "bin.ts");
const places: readonly Record<string, string>[] = [
  { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" },
  { LC_ALL: "C", TZ: "UTC" },
  { LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8", TZ: "America/St_Johns" },
];

let folder: string;
beforeAll(async () => {
  const { mkdtemp } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-test-ıİ-日本-"));
  const write = (name: string, value: unknown) =>
    writeFile(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  const policies = { inline: { İI: policy(allow("ecr:GetAuthorizationToken"), allow(push, "*")) } };
  await write(
    "ıçindekiler.json",
    details({
      users: [user("ci-Zeta", policies), user("CI-image", policies), user("ci-alpha", policies)],
      roles: [
        role("gitlab-IMAGE", trusts("gitlab.com", pinned()), policies),
        role("gitlab-image", trusts("gitlab.com", pinned()), policies),
      ],
    }),
  );
  await write("claims.json", {
    iss: "https://gitlab.com",
    aud: "a",
    sub: "project_path:x/y:ref_type:branch:ref:İstanbul-ı",
  });
  await write(
    "trust.json",
    trusts("gitlab.com", { StringEqualsIgnoreCase: { "gitlab.com:sub": "PROJECT_PATH:X/Y:REF_TYPE:BRANCH:REF:MAIN" } }),
  );
  await write(
    "日本.gitlab-ci.yml",
    "build:\n  script:\n    - aws ecr get-login-password --region eu-west-1 | docker login -u AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com\n",
  );
  return async () => (await import("node:fs/promises")).rm(folder, { recursive: true, force: true });
});

function run(words: readonly string[], place: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, ...place },
    encoding: "utf8",
  });
  // The time of the run itself.
  const stamps = `${stdout}`.match(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d\.\d{3}Z| UTC)/g) ?? [];
  return { status, stdout: stamps.reduce((text, stamp) => text.replaceAll(stamp, "TIME"), stdout), stderr, stamps };
}

const setup = ["setup", "--gitlab-url", "https://gitlab.com", "--project", "org/IMAGE-i", "--account", "123456789012"];
const where = ["--region", "eu-west-1", "--repository", "image"];
test.each([
  ["audit", ["audit", "--input", "ıçindekiler.json"]],
  ["audit as HTML", ["audit", "--input", "ıçindekiler.json", "--format", "html"]],
  ["doctor", ["doctor", "--offline", "--claims", "claims.json", "--trust-policy", "trust.json"]],
  ["setup", [...setup, "--project-id", "7", ...where, "--branch", "İstanbul-ı", "--format", "plan"]],
  ["setup as Terraform", [...setup, "--project-id", "7", ...where, "--branch", "main", "--format", "terraform"]],
  ["migrate plan", ["migrate", "plan", "日本.gitlab-ci.yml", "--role-arn", "arn:aws:iam::123456789012:role/ci"]],
  ["completion", ["completion", "zsh"]],
  ["help", ["login", "--help"]],
  ["an error", ["İmage"]],
])("%s says the same everywhere", (_, words) => {
  const usual = run(words, { LANG: "en_US.UTF-8", TZ: "Europe/Berlin" });
  expect(usual.stdout + usual.stderr).not.toBe("");
  expect(usual.stderr).not.toContain("can't be read");
  for (const place of places) {
    const there = run(words, place);
    expect({ ...there, stamps: [] }, JSON.stringify(place)).toEqual({ ...usual, stamps: [] });
    const offsets = there.stamps.map((stamp) => Date.now() - Date.parse(stamp.replace(" UTC", "Z").replace(" ", "T")));
    // Half an hour is less than any of these zones is from UTC.
    for (const offset of offsets.filter((one) => one < 86_400_000)) expect(Math.abs(offset)).toBeLessThan(1_800_000);
  }
});
