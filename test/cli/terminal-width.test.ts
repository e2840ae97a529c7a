import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { allow, details, pinned, policy, push, repositoryArn, role, trusts, user } from "../core/audit/account-json.ts";
import { temporaryFolder } from "./run-cli.ts";
import { onTerminal } from "./terminal.ts";

// On real pseudo-terminals of several widths, and beside them.

const bin = join(import.meta.dirname, "..", "..", "src", "bin.ts");
const environment = { PATH: process.env.PATH ?? "", LANG: "C.UTF-8" };
const run = promisify(execFile);

const longRole = "AWSReservedSSO_GitLabContainerDeployments_0123456789abcdef";
const longUser = "svc-gitlab-container-registry-publisher-production";
const repository = repositoryArn("platform/base-images/python/3.12-with-everything");
const policies = { inline: { push: policy(allow("ecr:GetAuthorizationToken"), allow(push, repository)) } };

async function auditedFile(): Promise<string> {
  const file = join(await temporaryFolder(), "details.json");
  const document = details({
    users: [user(longUser, policies), user("ci", policies)],
    roles: [
      role(longRole, trusts("gitlab.com", pinned()), policies),
      role("ci", trusts("gitlab.com", pinned()), policies),
    ],
  });
  await writeFile(file, JSON.stringify(document));
  return file;
}

const linesOf = (text: string) => text.replaceAll("\r", "").split("\n");
/** Lines beyond the terminal's edge that hold more than one word, or more than a command or an option with its value. */
const broken = (text: string, columns: number) =>
  linesOf(text).filter((line) => {
    const [, rest = ""] = /^ *(?:-> |- |gitlab-ecr audit role )?(?:--[a-z-]+ )?(.*?)(?: \\)?$/.exec(line) ?? [];
    return line.length > columns && rest.includes(" ");
  });

describe.each([60, 80, 120])("on a terminal of %i columns", (columns) => {
  test.each([
    ["the whole report", [], [longRole, longUser]],
    ["one role", ["role", longRole], [longRole]],
    ["one user", ["user", longUser], [longUser]],
  ])("an audit keeps within it and cuts no name: %s", async (_, words, names) => {
    const terminal = onTerminal(
      [process.execPath, bin, "audit", ...words, "--input", await auditedFile()],
      environment,
      columns,
    );
    expect(await terminal.end()).toBe(0);
    const shown = terminal.shown();
    expect(broken(shown, columns)).toEqual([]);
    for (const name of names) expect(shown).toContain(name);
    expect(shown).not.toContain("…");
  });
});

test.each([["login"], ["audit"], ["migrate"]])(
  "the help of %s keeps within a terminal of 60 columns",
  async (command) => {
    const terminal = onTerminal([process.execPath, bin, command, "--help"], environment, 60);
    expect(await terminal.end()).toBe(0);
    expect(broken(terminal.shown(), 60)).toEqual([]);
  },
);

test("a pipe gets each row as one line", async () => {
  const { stdout } = await run(process.execPath, [bin, "audit", "--input", await auditedFile()], { env: environment });
  expect(linesOf(stdout)).toContainEqual(expect.stringMatching(new RegExp(`^ +${longRole} .* \\S+ +\\S*python/3.12`)));
});

test.each([
  [{ TERM: "xterm", LANG: "C.UTF-8" }, "✗ deny", "→ "],
  [{ TERM: "xterm", LANG: "" }, "✗ deny", "→ "],
  [{ TERM: "xterm", LANG: "C.UTF-8", LC_ALL: "C" }, "x deny", "-> "],
  [{ TERM: "linux", LANG: "C.UTF-8" }, "x deny", "-> "],
])("marks are ones that the terminal can show: %j", async (over, mark, arrow) => {
  const folder = await temporaryFolder();
  const [claims, trust] = [join(folder, "claims.json"), join(folder, "trust.json")];
  await writeFile(
    claims,
    JSON.stringify({ iss: "https://gitlab.com", aud: "a", sub: "project_path:x/y:ref_type:tag:ref:1" }),
  );
  await writeFile(
    trust,
    JSON.stringify(trusts("gitlab.com", { StringLike: { "gitlab.com:sub": "project_path:org/*" } })),
  );
  const terminal = onTerminal(
    [process.execPath, bin, "doctor", "--offline", "--claims", claims, "--trust-policy", trust],
    { ...environment, ...over },
  );
  expect(await terminal.end()).toBe(1);
  expect(terminal.shown()).toContain(mark);
  expect(terminal.shown()).toContain(arrow);
});
