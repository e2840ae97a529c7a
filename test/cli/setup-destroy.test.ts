import { describe, expect, test } from "vitest";
import { accessKey, callsOf, inject, inlinePolicy, provider, pushPolicy, role } from "../fake/index.ts";
import { interceptRequests } from "./run-cli.ts";
import { madeIn, setupScene } from "./setup-scene.ts";

interceptRequests();

const apply = ["--create-repository", "--apply", "--yes"];
const destroy = ["--create-repository", "--destroy", "--yes"];
const nothing = { providers: [], roles: [], users: [], repositories: [] };

/** An account in which setup has made everything. */
async function scene() {
  const made = setupScene();
  expect((await made.setup(apply)).status).toBe(0);
  return made;
}

describe("setup --destroy", () => {
  test("leaves nothing of what --apply made", async () => {
    const made = await scene();
    const run = await made.setup(destroy);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toContain("deleted  role       arn:aws:iam::455931011959:role/gitlab-ecr-role");
    expect(madeIn(made)).toEqual(nothing);
    expect((await made.setup(destroy)).stdout).toContain("Nothing to do.");
  });

  test("only shows what would go where nobody agrees", async () => {
    const made = await scene();
    const run = await made.setup(["--create-repository", "--destroy"]);
    expect(run.stdout).toContain("delete   role");
    expect(run.stdout).toContain("Nothing was changed.");
    expect(made.account.roles).toHaveLength(1);
  });

  test("never deletes a repository that holds images, and says so", async () => {
    const made = await scene();
    const images = [{ digest: "sha256:1", tags: ["v1"], pushedAt: new Date(0) }];
    Object.assign(made.account.repositories[0] ?? {}, { images });
    const run = await made.setup(destroy);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("it holds images: setup never deletes those");
    expect(madeIn(made)).toEqual({ ...nothing, repositories: [expect.objectContaining({ images })] });
    expect(callsOf(made.world, "ecr:DeleteRepository")).toEqual([]);
  });

  test("keeps the provider for another project that the same role admits", async () => {
    const made = await scene();
    const place = ["--account", "455931011959", "--region", "ap-northeast-1", "--repository", "aws-network-cdk"];
    const other = ["--gitlab-url", "https://gitlab.com", "--project", "org/other", "--project-id", "77", ...place];
    expect((await made.setupAlone([...other, "--apply", "--yes"])).status).toBe(0);
    const run = await made.setup(destroy);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("it admits others than this plan's projects");
    expect(run.stdout).toContain("roles that stay trust it: arn:aws:iam::455931011959:role/gitlab-ecr-role");
    expect([made.account.roles.length, made.account.providers.length]).toEqual([1, 1]);
  });

  test("leaves repositories alone without --create-repository", async () => {
    const made = await scene();
    await made.setup(["--destroy", "--yes"]);
    expect([made.account.roles.length, made.account.repositories.length]).toEqual([0, 1]);
  });

  test("a push between the plan and the deletion keeps the repository", async () => {
    const made = await scene();
    inject(
      made.world,
      "ecr:DeleteRepository",
      {
        kind: "interrupt",
        when: "before",
        interrupt: () => {
          Object.assign(made.account.repositories[0] ?? {}, {
            images: [{ digest: "x", tags: [], pushedAt: new Date(0) }],
          });
        },
      },
      1,
    );
    const run = await made.setup(destroy);
    expect(run.status).toBe(0);
    expect(made.account.repositories).toHaveLength(1);
  });

  test.each([
    ["has no tag", ({ tags }: { tags: Record<string, string> }) => void delete tags["managed-by"], "lacks the tag"],
    [
      "has a policy of others",
      (one: ReturnType<typeof role>) => void one.policies.push(inlinePolicy("theirs", pushPolicy())),
      "policies that setup didn't make: theirs",
    ],
    [
      "has a managed policy",
      (one: ReturnType<typeof role>) =>
        void one.attachedPolicies.push("arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"),
      "AmazonEC2ContainerRegistryPowerUser",
    ],
    [
      "admits others, too",
      (one: ReturnType<typeof role>) => {
        const theirs = {
          Effect: "Allow" as const,
          Principal: { Service: "ec2.amazonaws.com" },
          Action: "sts:AssumeRole",
        };
        one.trustPolicy = { Statement: [...[one.trustPolicy.Statement].flat(), theirs] };
      },
      "admits others than this plan's projects",
    ],
  ])("keeps a role that %s", async (_, change, reason) => {
    const made = await scene();
    const [own] = made.account.roles;
    if (own !== undefined) change(own);
    const run = await made.setup(destroy);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain(reason);
    expect(made.account.roles).toHaveLength(1);
  });

  test("keeps a provider that other roles need, and one that setup didn't make", async () => {
    const made = await scene();
    const [own = provider("https://gitlab.com")] = made.account.providers;
    made.account.roles.push(role({ provider: own, arn: "arn:aws:iam::455931011959:role/other" }));
    const run = await made.setup(destroy);
    expect(run.stdout).toContain("roles that stay trust it: arn:aws:iam::455931011959:role/other");
    made.account.roles.pop();
    own.tags = {};
    expect((await made.setup(destroy)).stdout).toContain("setup didn't make it");
    expect(made.account.providers).toHaveLength(1);
  });

  test("keeps what carries other tags than this plan's", async () => {
    const made = setupScene();
    await made.setup([...apply, "--resource-tag", "team=net"]);
    const run = await made.setup([...destroy, "--resource-tag", "team=other"]);
    expect(run.stdout).toContain("it lacks tags of this plan: team");
    expect(made.account.roles).toHaveLength(1);
  });

  test("without permissions names all that lack, with a policy that is enough", async () => {
    const made = await scene();
    made.administrator.policies = [];
    const run = await made.setup([...destroy, "--json"]);
    expect([run.status, run.code()]).toEqual([3, "setup-denied"]);
    const { context } = (
      run.json() as { error: { context: { lacking: string[]; policy: ReturnType<typeof pushPolicy> } } }
    ).error;
    expect(context.lacking).toContain("iam:ListRoles");
    made.administrator.policies = [inlinePolicy("given", context.policy)];
    expect((await made.setup(destroy)).status).toBe(0);
    expect(madeIn(made)).toEqual(nothing);
  });

  test("deletes a user with its keys, whoever has them", async () => {
    const made = setupScene();
    const user = ["--identity", "user"];
    expect((await made.setup([...user, "--apply", "--yes"])).status).toBe(0);
    made.account.users.at(-1)?.accessKeys.push(accessKey());
    const shown = await made.setup([...user, "--destroy"]);
    expect(shown.stdout).toMatch(/- access key AKIA\w+ \(active, never used\)/);
    expect((await made.setup([...user, "--destroy", "--yes"])).status).toBe(0);
    expect(madeIn(made)).toEqual(nothing);
  });
});
