import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleWorld } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const { world } = exampleWorld();
const values = {
  "--gitlab-url": "https://gitlab.com",
  "--project": "org/team/cdk/aws-network-cdk",
  "--project-id": "4242",
  "--account": "455931011959",
  "--region": "ap-northeast-1",
  "--repository": "aws-network-cdk",
};
const given = Object.entries(values).flat();
const setup = (...argv: string[]) => runCli(world, ["setup", ...argv]);

describe("setup", () => {
  test("prints the plan, how safe it is, and the block to paste", async () => {
    const run = await setup(...given);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toContain("arn:aws:iam::455931011959:role/gitlab-ecr-role");
    expect(run.stdout).toContain("Grade of the trust policy: safe");
    expect(run.stdout).toContain("gitlab-ecr/push@VERSION");
  });

  test("--json is the plan", async () => {
    const run = await setup(...given, "--json");
    expect(run.json()).toMatchObject({
      ok: true,
      identity: "oidc",
      access: "push",
      partition: "aws",
      grade: "safe",
      provider: { url: "https://gitlab.com", audiences: ["sts.amazonaws.com"] },
      role: { name: "gitlab-ecr-role", trustPolicy: { Version: "2012-10-17" } },
      user: null,
      output: null,
      files: [],
      include: expect.stringContaining("component: "),
    });
  });

  test("names all that is missing at once, with an example", async () => {
    const run = await setup("--json", "--project", "org/app");
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.json()).toMatchObject({
      error: {
        context: { missing: ["gitlab-url", "account", "region", "repository"] },
        remedy: expect.stringContaining("gitlab-ecr setup --gitlab-url"),
      },
    });
  });

  test("every option can be a variable", async () => {
    const environment = {
      GITLAB_ECR_GITLAB_URL: "https://gitlab.com",
      GITLAB_ECR_PROJECT: "org/app org/api",
      GITLAB_ECR_ACCOUNT: "455931011959",
      AWS_REGION: "eu-west-1",
      GITLAB_ECR_REPOSITORY: "app,api",
      GITLAB_ECR_PROTECTED: "true",
    };
    const run = await runCli(world, ["setup", "--json"], { environment });
    expect(run.json()).toMatchObject({
      region: "eu-west-1",
      gitlab: { projects: [{ path: "org/app" }, { path: "org/api" }], protectedOnly: true },
      repositories: [{ name: "app" }, { name: "api" }],
    });
  });

  test("what the issuer can't express is refused with the remedy", async () => {
    const run = await setup(...given, "--gitlab-url", "https://gitlab.example.com", "--protected");
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("--sub-components project_path,ref_type,ref,ref_protected");
  });

  test("takes the options for names, bounds, tags and repositories", async () => {
    const more =
      "--role-name ci --iam-path /ci/ --max-session-duration 2h --resource-tag team=net --tag v* --branch main";
    const made = "--create-repository --mutable-tags --keep-images 5 --sub-components project_id,ref_type,ref";
    const run = await setup(...given, ...more.split(" "), ...made.split(" "), "--json");
    expect(run.json()).toMatchObject({
      role: { arn: "arn:aws:iam::455931011959:role/ci/ci", maxSessionDuration: 7200, tags: { team: "net" } },
      repositories: [{ create: { immutableTags: false, lifecyclePolicy: { rules: [{}, {}] } } }],
      gitlab: { branches: ["main"], tags: ["v*"], subComponents: ["project_id", "ref_type", "ref"] },
    });
  });

  test("a user needs neither GitLab nor project, and gets no key", async () => {
    const run = await setup(
      "--identity",
      "user",
      "--account",
      "455931011959",
      "--region",
      "eu-west-1",
      "--repository",
      "app",
    );
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("aws iam create-access-key --user-name gitlab-ecr-push");
    expect(run.stdout).toContain("auth: static");
  });

  test.each([
    ["an id for one of two projects", ["--project", "org/app", "--project", "org/api", "--project-id", "1"]],
    ["a role's name for a user", [...given, "--identity", "user", "--role-name", "x"]],
    ["a user's name for a role", [...given, "--user-name", "x"]],
    ["settings of repositories that aren't made", [...given, "--keep-images", "5"]],
    ["a number of images that is none", [...given, "--create-repository", "--keep-images", "few"]],
    ["a tag without a value", [...given, "--resource-tag", "team"]],
    ["half an hour", [...given, "--max-session-duration", "30m"]],
    ["a script without a folder", [...given, "--format", "aws-cli"]],
    ["force without a folder", [...given, "--force"]],
    ["a format that there isn't", [...given, "--format", "pulumi"]],
    ["a word too many", [...given, "issuer"]],
  ])("%s is input-invalid", async (_, argv) => {
    const run = await setup(...argv);
    expect([run.status, run.code(), run.stdout]).toEqual([2, "input-invalid", ""]);
  });

  test("a document goes to standard output alone, what else to know to standard error", async () => {
    const run = await setup(...given, "--format", "json");
    expect(Object.keys(run.json())).toEqual(["trust-policy.json", "provider.json", "permissions-policy.json"]);
    expect(run.stderr).toContain("grade of the trust policy: safe");
    expect(run.stderr).toContain("include:");
  });
});

describe("setup --output", () => {
  test.each([
    ["json", ["README.md", "permissions-policy.json", "provider.json", "trust-policy.json"]],
    ["cloudformation", ["README.md", "template.yaml"]],
    ["terraform", ["README.md", "main.tf", "outputs.tf", "variables.tf"]],
    ["cdk", ["README.md", "stack.ts"]],
    ["plan", ["README.md"]],
  ])("%s: a new folder holds its files and nothing else", async (format, names) => {
    const folder = join(await temporaryFolder(), "infra", "ecr");
    const run = await setup(...given, "--format", format, "--output", folder);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect((await readdir(folder)).sort()).toEqual(names);
    expect(await readdir(join(folder, ".."))).toEqual(["ecr"]);
  });

  test("a trust that isn't safe is told with why", async () => {
    const folder = join(await temporaryFolder(), "ecr");
    const run = await setup(...given, "--branch", "release/*", "--format", "cdk", "--output", folder);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("dangerous branch-prefix");
    expect(await readFile(join(folder, "README.md"), "utf8")).toContain("Grade: dangerous.");
  });

  test("the script can be run", async () => {
    const folder = join(await temporaryFolder(), "ecr");
    await setup(...given, "--format", "aws-cli", "--output", folder);
    expect((await stat(join(folder, "setup.sh"))).mode & 0o777).toBe(0o755);
    expect((await stat(join(folder, "trust-policy.json"))).mode & 0o777).toBe(0o644);
  });

  test("another format takes the place of the one before; what others put there stays", async () => {
    const folder = join(await temporaryFolder(), "ecr");
    await setup(...given, "--format", "terraform", "--output", folder);
    await writeFile(join(folder, "terraform.tfstate"), "{}");
    expect((await setup(...given, "--format", "terraform", "--output", folder)).status).toBe(0);
    const run = await setup(...given, "--format", "cdk", "--output", folder, "--json");
    expect(run.json()).toMatchObject({ ok: true, output: folder, files: ["README.md", "stack.ts"] });
    expect((await readdir(folder)).sort()).toEqual(["README.md", "stack.ts", "terraform.tfstate"]);
  });

  test("an empty folder is taken, one with others' files isn't, unless forced", async () => {
    const folder = await temporaryFolder();
    expect((await setup(...given, "--format", "cdk", "--output", folder)).status).toBe(0);
    const theirs = await temporaryFolder();
    await writeFile(join(theirs, "README.md"), "# Theirs\n");
    const refused = await setup(...given, "--format", "cdk", "--output", theirs);
    expect([refused.status, refused.code()]).toEqual([2, "input-invalid"]);
    expect(refused.stderr).toContain("--force");
    expect(await readdir(theirs)).toEqual(["README.md"]);
    expect((await setup(...given, "--format", "cdk", "--output", theirs, "--force")).status).toBe(0);
    expect((await readdir(theirs)).sort()).toEqual(["README.md", "stack.ts"]);
  });

  test("a file of theirs with a name of ours is in the way, in our own folder, too", async () => {
    const folder = join(await temporaryFolder(), "ecr");
    await setup(...given, "--format", "json", "--output", folder);
    await writeFile(join(folder, "main.tf"), "# theirs\n");
    const run = await setup(...given, "--format", "terraform", "--output", folder);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("main.tf");
    expect(await readFile(join(folder, "main.tf"), "utf8")).toBe("# theirs\n");
  });

  test("nothing is half-written: where one file can't be, the others are as they were", async () => {
    const folder = join(await temporaryFolder(), "ecr");
    await setup(...given, "--format", "json", "--output", folder);
    const before = await readFile(join(folder, "README.md"), "utf8");
    await mkdir(join(folder, "stack.ts"));
    const run = await setup(...given, "--format", "cdk", "--output", folder, "--force");
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("it is a folder");
    expect(await readFile(join(folder, "README.md"), "utf8")).toBe(before);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("a plan that is refused writes nothing", async () => {
    const folder = join(await temporaryFolder(), "ecr");
    expect((await setup(...given, "--environment", "production", "--output", folder)).status).toBe(2);
    await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("a place that can't be written to is input-invalid, and tells why", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const run = await setup(...given, "--format", "cdk", "--output", join(folder, "file"));
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("a part of its path isn't a folder");
  });
});
