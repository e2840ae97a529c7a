import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { explainTrust } from "../../docs/site/tools/explain-trust.ts";
import { planFiles, type WizardForm } from "../../docs/site/tools/plan-files.ts";
import { interceptRequests, runCli, temporaryFolder } from "../cli/run-cli.ts";
import { exampleWorld, idToken } from "../fake/index.ts";

interceptRequests();

const { world } = exampleWorld();

describe("the setup wizard", () => {
  const empty: WizardForm = {
    there: "nothing",
    existingName: "",
    reachable: "unknown",
    gitlabUrl: "https://gitlab.com",
    project: "org/app",
    projectId: "4242",
    refKind: "branch",
    ref: "main",
    protectedOnly: false,
    subComponents: "",
    accountId: "123456789012",
    region: "eu-west-1",
    repository: "app",
    access: "push",
    identity: "oidc",
    createRepository: false,
  };
  const account = ["--account", "123456789012"];
  const oidc = ["--gitlab-url", "https://gitlab.com", "--project", "org/app", "--project-id", "4242", ...account];
  const cases: [string, Partial<WizardForm>, string[]][] = [
    ["a branch", {}, [...oidc, "--branch", "main", "--region", "eu-west-1", "--repository", "app"]],
    [
      "protected tags of two repositories in China, to pull",
      {
        refKind: "tag",
        ref: "v*, w?",
        protectedOnly: true,
        region: "cn-north-1",
        repository: "app api",
        access: "pull",
      },
      [
        ...oidc,
        ...["--tag", "v*", "--tag", "w?", "--protected", "--region", "cn-north-1"],
        ...["--repository", "app", "--repository", "api", "--access", "pull"],
      ],
    ],
    [
      "an environment, with a composed sub and a new repository",
      { refKind: "environment", ref: "production", subComponents: "project_path, environment", createRepository: true },
      [
        ...oidc,
        ...["--environment", "production", "--sub-components", "project_path,environment"],
        ...["--region", "eu-west-1", "--repository", "app", "--create-repository"],
      ],
    ],
    [
      "a user",
      { identity: "user" },
      ["--identity", "user", ...account, "--region", "eu-west-1", "--repository", "app"],
    ],
  ];
  const formats = {
    Terraform: "terraform",
    CloudFormation: "cloudformation",
    CDK: "cdk",
    "AWS command line": "aws-cli",
    Policies: "json",
  };

  test.each(cases)("makes of %s what gitlab-ecr setup makes", async (_, answers, argv) => {
    const result = planFiles({ ...empty, ...answers });
    if (result.kind !== "plan") throw new Error(result.message);
    const json = (await runCli(world, ["setup", ...argv, "--json"])).json();
    expect([result.grade, result.files["Include block"]?.[0]?.text]).toEqual([json.grade, json.include]);
    const printed = (await runCli(world, ["setup", ...argv])).stdout;
    // What follows is what setup found out about GitLab, which the page can't ask.
    const plan = result.files.Plan?.[0]?.text.trimEnd() ?? "nothing";
    expect(printed.slice(0, plan.length)).toBe(plan);
    expect(Object.keys(result.files)).toEqual(["Include block", "Plan", ...Object.keys(formats)]);
    for (const [tab, format] of Object.entries(formats)) {
      const folder = await temporaryFolder();
      const run = await runCli(world, ["setup", ...argv, "--format", format, "--output", join(folder, "made")]);
      expect([run.status, run.stderr]).toEqual([0, ""]);
      const names = await readdir(join(folder, "made"));
      const made = await Promise.all(
        names.map(async (name) => ({ name, text: await readFile(join(folder, "made", name), "utf8") })),
      );
      const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
      const offered = (result.files[tab] ?? []).map(({ name, text }) => ({ name, text }));
      expect(offered.sort(byName), tab).toEqual(made.sort(byName));
    }
  });

  test.each([
    ["account", { accountId: "12345" }],
    ["repository", { repository: "" }],
    ["project", { project: "app" }],
    ["region", { region: "mars" }],
  ])("says what is wrong with a %s, and makes nothing", (word, answers) => {
    const result = planFiles({ ...empty, ...answers });
    expect(result).toEqual({ kind: "problem", message: expect.stringMatching(new RegExp(word, "i")) });
  });
});

describe("the trust explainer", () => {
  const policy = (sub: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::455931011959:oidc-provider/gitlab.example.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringLike: { "gitlab.example.com:sub": sub } },
      },
    });

  test.each([
    ["admits", "project_path:org/team/cdk/aws-network-cdk:*"],
    ["refuses", "project_path:other/*:ref_type:branch:ref:main"],
  ])("explains a token that a policy %s as doctor --offline does", async (_, sub) => {
    const folder = await temporaryFolder();
    const token = idToken(world);
    await writeFile(join(folder, "token"), token);
    await writeFile(join(folder, "trust.json"), policy(sub));
    const files = ["--claims", join(folder, "token"), "--trust-policy", join(folder, "trust.json")];
    const run = await runCli(world, [
      "doctor",
      "--offline",
      ...files,
      "--provider-audience",
      "sts.amazonaws.com",
      "--json",
    ]);
    const { ok, ...told } = run.json();
    expect(ok).toBe(true);
    const explained = explainTrust(` ${token}\n`, policy(sub), "sts.amazonaws.com");
    if (explained.kind !== "result") throw new Error(JSON.stringify(explained));
    expect(JSON.parse(JSON.stringify(explained.result))).toEqual(told);
    expect(JSON.stringify(explained)).not.toContain(token.split(".")[2]);
  });

  const secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0";
  test.each([
    ["neither a token nor JSON", "hello", policy("*"), "claims"],
    ["a token with a part too few", secret, policy("*"), "claims"],
    ["claims that are a list", "[]", policy("*"), "claims"],
    ["claims without iss", "{}", policy("*"), "claims"],
    ["a policy that isn't JSON", '{"iss":"https://gitlab.com"}', "{", "policy"],
    ["a policy without statements", '{"iss":"https://gitlab.com"}', "{}", "policy"],
  ])("says what is wrong with %s", (_, claims, trust, field) => {
    const explained = explainTrust(claims, trust, "");
    expect(explained).toMatchObject({ kind: "problem", field });
    expect(JSON.stringify(explained)).not.toContain(secret.slice(0, 12));
  });

  test("waits for both", () => {
    expect(explainTrust("", policy("*"), "")).toEqual({ kind: "empty" });
    expect(explainTrust("{}", " ", "")).toEqual({ kind: "empty" });
  });
});
