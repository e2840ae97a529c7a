import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { account, credentialReport, details, pinned, role, trusts, user } from "../core/audit/account-json.ts";
import { exampleWorld, idToken } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

// Files as editors and shells on Windows write them are read as any others are.

const withBreaks = (text: string) => text.replaceAll("\n", "\r\n");
const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  CRLF: (text) => Buffer.from(withBreaks(text)),
  "a byte order mark": (text) => Buffer.from(`\ufeff${withBreaks(text)}`),
  "UTF-16 of PowerShell's >": (text) => Buffer.from(`\ufeff${withBreaks(text)}`, "utf16le"),
};

const { world, role: theRole } = exampleWorld();
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const files = {
  "claims.json": json({ iss: "https://gitlab.com", aud: "a", sub: "project_path:org/app:ref_type:branch:ref:main" }),
  "trust.json": json(trusts("gitlab.com", pinned())),
  "job.log": "start\ndenied: Your authorization token has expired. Reauthenticate and try again.\nerror\n",
  "details.json": json(details({ users: [user("gitlab-ci")], roles: [role("gitlab-ecr", pinned())] })),
  "credentials.csv": credentialReport({ user: "gitlab-ci", arn: `arn:aws:iam::${account}:user/gitlab-ci` }),
  "suppressions.yml": `suppressions:\n  - finding: mutable-tags\n    resource: repository/app\n    reason: moving\n    expires: "2099-01-01"\n`,
  "session.json": json({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ecr:*", Resource: "*" }] }),
  token: `${idToken(world)}\n`,
  "pipeline.yml":
    "build:\n  script:\n    - aws ecr get-login-password | docker login -u AWS --password-stdin 455931011959.dkr.ecr.eu-west-1.amazonaws.com\n    - docker push x\n",
} as const;

const job = { GITLAB_ECR_ROLE_ARN: theRole.arn, AWS_REGION: "ap-northeast-1" };
const runs: Readonly<Record<string, readonly string[]>> = {
  "doctor --offline": ["doctor", "--offline", "--claims", "claims.json", "--trust-policy", "trust.json", "--json"],
  "doctor --from-log": ["doctor", "--from-log", "job.log", "--json"],
  "audit --input": [
    "audit",
    "--input",
    "details.json",
    "--input",
    "credentials.csv",
    "--suppressions",
    "suppressions.yml",
  ],
  login: ["login", "--id-token-file", "token", "--session-policy", "session.json", "--engine", "config", "--quiet"],
  "migrate plan": ["migrate", "plan", "pipeline.yml", "--json"],
};

describe.each(Object.entries(encodings))("with %s", (encoding, encoded) => {
  // A pipeline keeps its byte order mark, and GitLab reads none in UTF-16.
  const all = Object.entries(runs).filter(([name]) => encoding === "CRLF" || name !== "migrate plan");
  test.each(all)("%s says the same", async (_, words) => {
    const outcome = async (bytesOf: (text: string) => Buffer) => {
      const folder = await temporaryFolder();
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), bytesOf(text));
      const placed = words.map((word) => (word in files ? join(folder, word) : word));
      const { status, stdout, stderr } = await runCli(world, placed, { environment: job });
      return {
        status,
        stdout: stdout.replaceAll(folder, "F").replaceAll("\\r", ""),
        stderr: stderr.replaceAll(folder, "F"),
      };
    };
    const usual = await outcome((text) => Buffer.from(text));
    expect(usual.stderr).not.toMatch(/^error\[input-invalid/);
    expect(await outcome(encoded)).toEqual(usual);
  });

  test("an earlier report is known again", async () => {
    const folder = await temporaryFolder();
    const [input, before] = [join(folder, "details.json"), join(folder, "before.json")];
    await writeFile(input, files["details.json"]);
    const earlier = await runCli(world, ["audit", "--input", input, "--format", "json"]);
    await writeFile(before, encoded(earlier.stdout));
    const run = await runCli(world, ["audit", "--input", input, "--baseline", before]);
    expect(run.stderr).toBe("");
    expect(run.stdout).toMatch(/^baseline +0 new, /m);
  });
});
