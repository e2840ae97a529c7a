import { describe, expect, test } from "vitest";
import { checkPermissions, evaluateTrustPolicy, lintPermissionPolicies } from "../../../src/core/policy/index.ts";
import { planSetup, type SetupRequest } from "../../../src/core/setup/index.ts";
import { selfManaged, setupRequest } from "./setup-request.ts";

const plan = (changes: Partial<SetupRequest> = {}) => planSetup(setupRequest(changes));
const refusal = (changes: Partial<SetupRequest>) => {
  try {
    plan(changes);
  } catch (error) {
    return error;
  }
  return null;
};

describe("the role", () => {
  test("is the guide's, for push: its name, its permissions, one repository", () => {
    const { role, provider, grade, account } = plan();
    expect({ account, grade, arn: role?.arn, provider: provider?.arn }).toEqual({
      account: "455931011959",
      grade: "safe",
      arn: "arn:aws:iam::455931011959:role/gitlab-ecr-role",
      provider: "arn:aws:iam::455931011959:oidc-provider/gitlab.com",
    });
    expect(role?.permissionsPolicy.Statement[1]).toMatchObject({
      Sid: "ECRPushPull",
      Resource: "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk",
    });
    expect(role?.permissionsPolicy.Statement[1]?.Action).toHaveLength(11);
  });

  test.each([
    ["push", { push: "allow", pull: "allow" }],
    ["pull", { push: "deny", pull: "allow" }],
    ["audit", { push: "deny", pull: "deny" }],
  ] as const)("%s allows what it says, on the repository alone", (access, expected) => {
    const { role, repositories } = plan({ access });
    const on = (repository: string) => checkPermissions([role?.permissionsPolicy], { repository });
    expect(on(repositories[0]!.arn)).toMatchObject(expected);
    expect(on(repositories[0]!.arn.replace("aws-network", "other"))).toMatchObject({ push: "deny", pull: "deny" });
    if (access !== "audit") expect(lintPermissionPolicies([role?.permissionsPolicy], { access }).grade).toBe("safe");
  });

  test("takes name, path, boundary, duration and tags", () => {
    const boundary = "arn:aws:iam::455931011959:policy/bounds";
    const { role } = plan({
      name: "ci",
      path: "/gitlab/",
      permissionsBoundary: boundary,
      maxSessionDuration: 7200,
      resourceTags: { team: "network" },
    });
    expect(role).toMatchObject({
      arn: "arn:aws:iam::455931011959:role/gitlab/ci",
      permissionsBoundary: boundary,
      maxSessionDuration: 7200,
      tags: { "managed-by": "gitlab-ecr", team: "network" },
    });
  });

  test.each([
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
    ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
  ])("in %s every ARN is of the partition %s", (region, partition, suffix) => {
    const made = plan({ region });
    const arns = JSON.stringify(made).match(/arn:[a-z-]+:/g) ?? [];
    expect(new Set(arns)).toEqual(new Set([`arn:${partition}:`]));
    expect(made.repositories[0]?.host).toMatch(new RegExp(`\\.${suffix.replaceAll(".", "\\.")}$`));
  });
});

describe("several projects", () => {
  const projects = [
    { path: "org/app", id: "1" },
    { path: "org/api", id: "2" },
  ];

  test("are statements of their own: the path of one with the id of the other isn't admitted", () => {
    const { role, grade } = plan({ projects });
    const token = (path: string, project_id: string) =>
      evaluateTrustPolicy(role?.trustPolicy, {
        iss: "https://gitlab.com",
        aud: "sts.amazonaws.com",
        sub: `project_path:${path}:ref_type:branch:ref:main`,
        project_id,
      }).verdict;
    expect([token("org/app", "1"), token("org/api", "2"), token("org/app", "2")]).toEqual(["allow", "allow", "deny"]);
    expect(grade).toBe("safe");
  });

  test("a group by wildcard is refused", () => {
    expect(refusal({ projects: [{ path: "org/*" }] })).toMatchObject({
      code: "input-invalid",
      remedy: ["Give --project once for each project."],
    });
  });
});

describe("what the issuer can't express", () => {
  test.each([
    ["a protected ref, self-managed with a plain sub", { ...selfManaged, protectedOnly: true }, "ref_protected"],
    ["an environment, self-managed with a plain sub", { ...selfManaged, environments: ["production"] }, "environment"],
    ["an environment, gitlab.com with a plain sub", { environments: ["production"] }, "environment"],
    ["a branch, where sub leaves the type of ref out", { subComponents: ["project_path", "ref"] }, "ref_type"],
  ])("%s is refused with how to compose sub", (_, changes, component) => {
    const error = refusal(changes) as { code: string; remedy: string[] };
    expect(error.code).toBe("input-invalid");
    expect(error.remedy.join(" ")).toMatch(new RegExp(`--sub-components [a-z_,]*${component}`));
  });

  test("a protected ref is asked for by a key on gitlab.com, and by sub where that tells", () => {
    const asked = plan({ protectedOnly: true }).role?.trustPolicy;
    expect(JSON.stringify(asked)).toContain('"gitlab.com:ref_protected":"true"');
    const subComponents = ["project_id", "ref_type", "ref", "ref_protected"];
    const composed = plan({ ...selfManaged, protectedOnly: true, subComponents });
    expect(JSON.stringify(composed.role?.trustPolicy)).toContain(
      "project_id:4242:ref_type:branch:ref:main:ref_protected:true",
    );
    expect(composed.grade).toBe("safe");
  });

  test("a self-managed instance with a plain sub can't be pinned by id, and the plan says so", () => {
    const { grade, findings, notes } = plan(selfManaged);
    expect(grade).toBe("caution");
    expect(findings.map(({ id }) => id)).toContain("no-id-pin");
    expect(notes.join()).toContain("The id 4242 isn't in the trust policy");
  });

  test("a role whose sub is composed names what the project must be set to", () => {
    const { grade, notes } = plan({ ...selfManaged, subComponents: ["project_id", "ref_type", "ref"] });
    expect(grade).toBe("safe");
    expect(notes.join()).toContain('["project_id","ref_type","ref"]');
  });
});

describe("wrong wishes", () => {
  test.each<[string, Partial<SetupRequest>]>([
    ["an http: GitLab", { gitlabUrl: "http://gitlab.example.com" }],
    ["a GitLab with a port", { gitlabUrl: "https://gitlab.example.com:8443" }],
    ["somebody else's issuer", { gitlabUrl: "https://token.actions.githubusercontent.com" }],
    ["an account with a lost zero", { accountId: "45593101195" }],
    ["a region that is none", { region: "tokyo" }],
    ["a project without a group", { projects: [{ path: "app" }] }],
    ["an id that isn't digits", { projects: [{ path: "org/app", id: "0x1" }] }],
    ["no project", { projects: [] }],
    ["the same project twice", { projects: [{ path: "org/app" }, { path: "org/app" }] }],
    ["a full ref", { branches: ["refs/heads/main"] }],
    ["a ref that git refuses", { branches: ["a..b"] }],
    ["a repository in capitals", { repositories: ["App"] }],
    ["no repository", { repositories: [] }],
    ["a role's name with a blank", { name: "my role" }],
    ["a path without slashes", { path: "ci" }],
    ["a boundary that is no policy", { permissionsBoundary: "arn:aws:iam::455931011959:role/x" }],
    [
      "a boundary of another partition",
      { region: "cn-north-1", permissionsBoundary: "arn:aws:iam::455931011959:policy/x" },
    ],
    ["a KMS key that is none", { createRepositories: { kmsKey: "alias/ecr" } }],
    ["no image to keep", { createRepositories: { keepImages: 0 } }],
    ["sessions for a user", { identity: "user", branches: [], maxSessionDuration: 7200 }],
    ["an audience for a user", { identity: "user", branches: [], audience: "ecr" }],
    ["half an hour", { maxSessionDuration: 1800 }],
    ["a tag that is ours", { resourceTags: { "managed-by": "me" } }],
    ["sub led by a ref", { subComponents: ["ref", "project_path"] }],
    [
      "sub by an id that isn't known",
      { projects: [{ path: "org/app" }], subComponents: ["project_id", "ref_type", "ref"] },
    ],
    ["repositories made in another account", { registryAccountId: "123456789012", createRepositories: {} }],
    ["a branch for a user", { identity: "user" }],
  ])("%s is input-invalid", (_, changes) => {
    expect(refusal(changes)).toMatchObject({ code: "input-invalid", context: { command: "setup" } });
  });
});

describe("repositories", () => {
  test("are left alone unless they shall be made", () => {
    expect(plan().repositories).toMatchObject([{ name: "aws-network-cdk", create: null }]);
  });

  test("are made with immutable tags, scans and a lifecycle", () => {
    expect(plan({ createRepositories: { keepImages: 100 } }).repositories[0]?.create).toMatchObject({
      immutableTags: true,
      scanOnPush: true,
      kmsKey: null,
      lifecyclePolicy: {
        rules: [{ selection: { tagStatus: "untagged" } }, { selection: { tagStatus: "any", countNumber: 100 } }],
      },
    });
  });

  test("in another account need its policy, too: both together allow the push", () => {
    const { role, repositoryPolicy, repositories } = plan({ registryAccountId: "123456789012" });
    const repository = repositories[0]!.arn;
    const check = (document: unknown) =>
      checkPermissions(
        {
          identity: [role?.permissionsPolicy],
          roleArn: role!.arn,
          ...(document ? { repositoryPolicy: document } : {}),
        },
        { repository },
      ).push;
    expect([check(repositoryPolicy), check(null)]).toEqual(["allow", "deny"]);
    expect(repository).toContain(":123456789012:");
  });
});

test("an issuer of its own is what provider and conditions are about", () => {
  const issuer = "https://keys.s3.eu-west-1.amazonaws.com/gitlab";
  const { provider, role } = plan({ ...selfManaged, issuer });
  expect(provider).toMatchObject({
    url: issuer,
    arn: "arn:aws:iam::455931011959:oidc-provider/keys.s3.eu-west-1.amazonaws.com/gitlab",
  });
  expect(JSON.stringify(role?.trustPolicy)).toContain('"keys.s3.eu-west-1.amazonaws.com/gitlab:sub"');
  expect(JSON.stringify(role?.trustPolicy)).not.toContain("gitlab.example.com");
});

test("more than IAM takes is refused: of projects in the trust, of repositories for a user", () => {
  const projects = Array.from({ length: 40 }, (_, index) => ({ path: `org/app-${index}`, id: `${index + 1}` }));
  expect(refusal({ projects })).toMatchObject({ code: "input-invalid" });
  const repositories = Array.from({ length: 40 }, (_, index) => `app-${index}`);
  expect(refusal({ identity: "user", branches: [], repositories })).toMatchObject({ code: "input-invalid" });
});

test("a user has a policy and no key, no provider and no role", () => {
  const { branches: _, ...rest } = setupRequest({ identity: "user" });
  const made = planSetup(rest);
  expect(made).toMatchObject({ provider: null, role: null, grade: null, user: { name: "gitlab-ecr-push" } });
  expect(JSON.stringify(made)).not.toMatch(/AKIA|secret"/i);
});
