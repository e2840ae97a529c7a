import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { exampleWorld, idToken } from "../fake/index.ts";
import { type CliOptions, runCli, temporaryFolder } from "./run-cli.ts";

const { world, role } = exampleWorld();
const claims = {
  iss: "https://gitlab.com",
  aud: "sts.amazonaws.com",
  sub: "project_path:org/team/app:ref_type:branch:ref:main",
  project_id: "7",
  user_email: "jane@example.com",
};
const provider = "arn:aws:iam::455931011959:oidc-provider/gitlab.com";

function statement(condition: object) {
  return {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
  };
}

function policy(...statements: object[]) {
  return { Version: "2012-10-17", Statement: statements };
}

const exact = {
  StringEquals: { "gitlab.com:aud": claims.aud, "gitlab.com:sub": claims.sub, "gitlab.com:project_id": "7" },
};

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function doctor(trust: unknown, argv: string[] = [], options: CliOptions & { claims?: unknown } = {}) {
  const files = [
    "--claims",
    await file("claims.json", options.claims ?? claims),
    "--trust-policy",
    await file("trust.json", trust),
  ];
  return runCli(world, ["doctor", "--offline", ...files, ...argv], options);
}

describe("the answer", () => {
  test("allow ends with 0 and the policy's grade", async () => {
    const run = await doctor(policy(statement(exact)), ["--json"]);
    expect(run.status).toBe(0);
    expect(run.json()).toMatchObject({
      ok: true,
      verdict: "allow",
      grade: "safe",
      statements: [{ index: 0, applies: true }],
    });
  });

  test("deny ends with 1, names the condition that decides, and suggests one that admits", async () => {
    const run = await doctor(
      policy(statement({ StringEquals: { "gitlab.com:sub": "project_path:org/team/app:ref_type:branch:ref:master" } })),
      ["--json"],
    );
    expect(run.status).toBe(1);
    expect(run.json()).toMatchObject({
      ok: true,
      verdict: "deny",
      statements: [
        {
          effect: "Allow",
          applies: false,
          conditions: [{ operator: "StringEquals", key: "gitlab.com:sub", actual: [claims.sub], matched: false }],
        },
      ],
      suggestion: { condition: exact },
    });
  });

  test("what it suggests is allowed and safe when it is asked again", async () => {
    const refused = await doctor(policy(statement({ StringEquals: { "gitlab.com:sub": "x" } })), ["--json"]);
    const { condition } = refused.json().suggestion as { condition: object };
    const run = await doctor(policy(statement(condition)), ["--json"]);
    expect(run.json()).toMatchObject({ verdict: "allow", grade: "safe" });
  });

  test("unknown ends with 1: a condition rests on a value that wasn't given", async () => {
    const run = await doctor(policy(statement({ ...exact, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } })), [
      "--json",
    ]);
    expect([run.status, run.json().verdict]).toEqual([1, "unknown"]);
  });

  test("an audience that the provider lacks is a deny", async () => {
    const run = await doctor(policy(statement(exact)), ["--json", "--provider-audience", "https://gitlab.com"]);
    expect(run.json()).toMatchObject({
      verdict: "deny",
      findings: expect.arrayContaining([expect.objectContaining({ id: "audience-mismatch" })]),
    });
  });

  test("permissions tell what a push lacks", async () => {
    const permissions = policy({
      Effect: "Allow",
      Action: [
        "ecr:GetAuthorizationToken",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchCheckLayerAvailability",
      ],
      Resource: "*",
    });
    const argv = [
      "--json",
      "--permissions",
      await file("permissions.json", permissions),
      "--repository",
      "arn:aws:ecr:eu-west-1:455931011959:repository/app",
    ];
    const run = await doctor(policy(statement(exact)), argv);
    expect(run.json()).toMatchObject({
      permissions: { push: "deny", pull: "allow", missing: expect.arrayContaining(["ecr:PutImage"]) },
    });
  });
});

describe("the text", () => {
  test("begins with the verdict and the one thing to do first", async () => {
    const run = await doctor(policy(statement({ StringEquals: { "gitlab.com:sub": "x" } })));
    expect(run.stdout).toMatch(
      /^✗ deny: .*\n {2}grade of the trust policy: \w+\n\nDo this first\n {2}Give Statement\[0\] this Condition/,
    );
  });

  test("stays short for a hundred statements", async () => {
    const other = {
      ...statement(exact),
      Principal: { Federated: "arn:aws:iam::455931011959:oidc-provider/gitlab.example.com" },
    };
    const run = await doctor(policy(...Array.from({ length: 100 }, () => other), statement(exact)));
    expect(run.stdout).toContain("100 more: 100 doesn't name this token's provider");
    expect(run.stdout.split("\n").length).toBeLessThan(40);
  });

  test("leaves personal claims out unless a condition tests them", async () => {
    const quiet = await doctor(policy(statement({ StringEquals: { "gitlab.com:sub": "x" } })));
    expect(quiet.stdout).not.toContain("jane@example.com");
    const asked = await doctor(policy(statement({ StringEquals: { "gitlab.com:user_email": "joe@example.com" } })));
    expect(asked.stdout).toContain("jane@example.com");
  });

  test("shows control characters of a policy as text", async () => {
    const run = await doctor(policy(statement({ StringEquals: { "gitlab.com:sub": "\u001b[2Jx" } })));
    expect(run.stdout).not.toContain("\u001b");
  });
});

describe("input", () => {
  test("a JWT is as good as its claims, and is never shown", async () => {
    const token = idToken(world);
    const run = await doctor(role.trustPolicy, ["--verbose"], { claims: token });
    expect(run.status).toBe(0);
    expect(run.stdout + run.stderr).not.toContain(token.split(".")[2]);
  });

  test("claims come from standard input with -", async () => {
    const argv = [
      "doctor",
      "--offline",
      "--claims",
      "-",
      "--trust-policy",
      await file("trust.json", policy(statement(exact))),
    ];
    expect((await runCli(world, argv, { stdin: JSON.stringify(claims) })).status).toBe(0);
  });

  test("what aws iam get-role printed is taken as it is", async () => {
    expect((await doctor({ Role: { RoleName: "x", AssumeRolePolicyDocument: policy(statement(exact)) } })).status).toBe(
      0,
    );
  });

  test.each<[string, string[]]>([
    ["a registry", ["doctor", "--offline", "public"]],
    ["no claims", ["doctor", "--offline", "--trust-policy", "/dev/null"]],
    ["a file that isn't there", ["doctor", "--offline", "--claims", "/nowhere", "--trust-policy", "/nowhere"]],
  ])("%s is wrong usage", async (_, argv) => {
    const run = await runCli(world, argv);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });

  test("claims that can't be read are never echoed", async () => {
    const run = await doctor(policy(statement(exact)), [], { claims: "glpat-sentinel-0123456789" });
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).not.toContain("sentinel");
  });

  test("a byte order mark, as editors on Windows write it, is no part of a policy", async () => {
    const marked = (value: object) => `\uFEFF${JSON.stringify(value)}`;
    const permissions = await file("permissions.json", marked(policy({ Effect: "Allow", Action: "*", Resource: "*" })));
    const argv = ["--json", "--permissions", permissions];
    const run = await doctor(marked(policy(statement(exact))), argv, { claims: marked(claims) });
    expect([run.status, run.json().verdict]).toEqual([0, "allow"]);
  });

  test.each<[string, unknown, { claims?: unknown }]>([
    ["a policy", { Statement: [{ Effect: "Perhaps" }] }, {}],
    ["claims", policy(statement(exact)), { claims: { sub: claims.sub } }],
  ])("%s that can't be used is told with the help of this command", async (_, trust, options) => {
    const run = await doctor(trust, [], options);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("gitlab-ecr doctor --help");
  });

  test("a policy that isn't one is told with the place", async () => {
    const run = await doctor({ Version: "2012-10-17", Statement: [{ Effect: "Perhaps" }] });
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("Statement[0].Effect");
  });
});

describe("wrong usage", () => {
  test.each([
    [["--offline"], "2 values are missing: --claims FILE, --trust-policy FILE."],
    [["--offline", "--claims", "c.json"], "One value is missing: --trust-policy FILE."],
    [
      ["--offline", "--claims", "c.json", "--trust-policy", "t.json", "--simulate"],
      "--offline doesn't go with --simulate.",
    ],
    [["--permissions", "p.json"], "--permissions is for --offline, which isn't given."],
    [
      ["--permissions", "p.json", "--provider-audience", "a"],
      "--permissions and --provider-audience are for --offline, which isn't given.",
    ],
  ])("%j is refused", async (argv, message) => {
    const run = await runCli(world, ["doctor", ...argv, "--json"], {});
    expect(run.code()).toBe("input-invalid");
    expect(run.json()).toMatchObject({ error: { message } });
  });
});
