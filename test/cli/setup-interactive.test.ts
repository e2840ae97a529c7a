import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  account,
  exampleGitlab,
  exampleGitlabToken,
  exampleWorld,
  gitlabProject,
  inject,
  issuer,
  provider,
  role,
  startProxy,
  user,
  type World,
} from "../fake/index.ts";
import { temporaryFolder } from "./run-cli.ts";
import { everything } from "./setup-scene.ts";
import { keys, onTerminal } from "./terminal.ts";

// Through a real pseudo-terminal, against AWS's and GitLab's own host names.

const bin = join(import.meta.dirname, "..", "..", "src", "bin.ts");
const project = "org/team/cdk/aws-network-cdk";

/** A clone of the example project on a machine with an administrator's keys, in a world where nothing is set up. */
async function sceneOf(over: { readonly roles?: World["accounts"][number]["roles"]; readonly token?: boolean } = {}) {
  const administrator = user({ name: "administrator", policies: [everything] });
  const own = account({ users: [administrator], roles: over.roles ?? [], providers: [] });
  const projects = [gitlabProject({ subClaimComponents: ["project_id", "ref_type", "ref"] })];
  const { world } = exampleWorld({ accounts: [own], gitlabs: [exampleGitlab({ projects })] });
  const proxy = await startProxy(world);
  onTestFinished(proxy.close);
  const home = await temporaryFolder();
  const path = { PATH: process.env.PATH ?? "", HOME: home, GIT_DIR: join(home, ".git") };
  execFileSync("git", ["init", "--quiet"], { env: path, cwd: home });
  execFileSync("git", ["remote", "add", "origin", `git@gitlab.example.com:${project}.git`], { env: path });
  const [key] = administrator.accessKeys;
  const environment = {
    ...path,
    ...proxy.environment,
    AWS_ACCESS_KEY_ID: key?.accessKeyId ?? "",
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? "",
    ...(over.token === false ? {} : { GITLAB_TOKEN: exampleGitlabToken, GITLAB_HOST: "gitlab.example.com" }),
  };
  const start = (...argv: string[]) => onTerminal([process.execPath, bin, "setup", ...argv], environment);
  return { world, own, start };
}

const writes = (world: World) =>
  world.calls.filter(({ operation }) => /:(?:Create|Put|Update|Edit|Tag|Add|Delete)/.test(operation ?? ""));

describe("setup on a terminal", () => {
  test("finds out all but region and repository, makes it in the account, and prints the same command line", async () => {
    const { own, start } = await sceneOf();
    const terminal = start();
    await terminal.see(`${project} on https://gitlab.example.com`);
    await terminal.see("Region of the images");
    terminal.type("ap-northeast-1", keys.enter);
    await terminal.see("account 455931011959, as arn:aws:iam::455931011959:user/administrator");
    await terminal.see("Repository in ECR");
    terminal.type(keys.enter);
    await terminal.see("aws-network-cdk isn't there yet");
    terminal.type(keys.enter);
    await terminal.see("https://gitlab.example.com/oauth/discovery/keys answers, with 1 key");
    await terminal.see("whether AWS reaches it from the internet can't be known from here");
    await terminal.see("How shall jobs get in?");
    await terminal.see("Make a role for ID tokens (recommended)");
    terminal.type(keys.enter);
    await terminal.see("What now?");
    terminal.type(keys.enter);
    await terminal.see("The same without questions:");
    await terminal.see("gitlab-ecr setup --gitlab-url https://gitlab.example.com");
    await terminal.see("--create-repository");
    await terminal.see("Make these changes? [y/N]");
    terminal.type("y\n");
    await terminal.see("Done, and read back.");
    await terminal.see("Let the doctor check what was made");
    terminal.type(keys.enter);
    await terminal.see("permission to push");
    expect(await terminal.end()).toBe(0);
    expect(own.roles.map(({ arn }) => arn)).toEqual(["arn:aws:iam::455931011959:role/gitlab-ecr-role"]);
    expect(own.repositories.map(({ name }) => name)).toEqual(["aws-network-cdk"]);
    expect(terminal.shown()).toContain("gitlab-ecr/push@VERSION");
    expect(terminal.shown()).not.toContain(exampleGitlabToken);
  });

  test("a role that admits the project and may push is used, and nothing is made", async () => {
    const selfManaged = provider("https://gitlab.example.com");
    const { world, start } = await sceneOf({ roles: [role({ provider: selfManaged })], token: false });
    const terminal = start("--region", "ap-northeast-1", "--repository", "aws-network-cdk");
    await terminal.see("The role gitlab-ecr-push admits this project and has the permissions.");
    await terminal.see("AWS has all of it already");
    await terminal.see("The same without questions:");
    await terminal.see("Plan for account 455931011959");
    expect(await terminal.end()).toBe(0);
    expect(writes(world)).toEqual([]);
  });
});

describe("the issuer, on a terminal", () => {
  const known = [
    "--region",
    "ap-northeast-1",
    "--create-repository",
    "--repository",
    "aws-network-cdk",
    "--apply",
    "--dry-run",
  ];

  test.each([
    ["a firewall lets nobody in", { kind: "reset" }, "It can't be reached from here"],
    ["a login page stands before it", { kind: "html" }, "it isn't a JSON object, perhaps a login page"],
  ] as const)("%s: it asks whether AWS reaches it, and recommends what works without", async (_why, fault, told) => {
    const { world, start } = await sceneOf({ token: false });
    inject(world, "issuer:Discovery", fault);
    const terminal = start(...known);
    await terminal.see(told);
    await terminal.see("AWS must read https://gitlab.example.com/.well-known/openid-configuration");
    terminal.type(keys.enter);
    await terminal.see("Make a user with an access key (recommended)");
    terminal.type(keys.down);
    await terminal.see("once gitlab-ecr setup issuer");
    terminal.type(keys.enter);
    await terminal.see("The same without questions:");
    expect(await terminal.end()).toBe(0);
    expect(terminal.shown()).not.toContain("--identity user");
    expect(writes(world)).toEqual([]);
  });

  test("an answer that it does keeps the role recommended", async () => {
    const { world, start } = await sceneOf({ token: false });
    inject(world, "issuer:Discovery", { kind: "reset" });
    const terminal = start(...known);
    await terminal.see("Does it answer there?");
    terminal.type("y");
    await terminal.see("Make a role for ID tokens (recommended)");
    terminal.type(keys.enter);
    expect(await terminal.end()).toBe(0);
  });

  test("a role that is named is made, whatever is answered", async () => {
    const { own, world, start } = await sceneOf({ token: false });
    inject(world, "issuer:Discovery", { kind: "reset" });
    const terminal = start("--role-name", "push-role", ...known.slice(0, -1), "--yes");
    await terminal.see("Does it answer there?");
    terminal.type("n");
    await terminal.see("Done, and read back.");
    await terminal.see("Let the doctor check what was made");
    terminal.type("n");
    expect(await terminal.end()).toBe(0);
    expect(own.roles.map(({ arn }) => arn)).toEqual(["arn:aws:iam::455931011959:role/push-role"]);
  });

  test("another issuer that the instance names is taken, and looked at", async () => {
    const { world, start } = await sceneOf({ token: false });
    const published = "https://gitlab-issuer.example.com";
    world.issuers = [issuer({ namedIssuer: published }), issuer({ url: published })];
    const terminal = start(...known);
    await terminal.see(`names ${published} as issuer`);
    await terminal.see(`${published}/oauth/discovery/keys answers`);
    await terminal.see("Make a role for ID tokens (recommended)");
    terminal.type(keys.enter);
    await terminal.see(`--issuer-url ${published}`);
    await terminal.see("oidc-provider/gitlab-issuer.example.com");
    expect(await terminal.end()).toBe(0);
  });
});

test("what is refused in any case is refused before the questions", async () => {
  const { start } = await sceneOf();
  const terminal = start("--dry-run");
  expect(await terminal.end()).toBe(2);
  expect(terminal.shown()).toContain("--dry-run is for --apply and --destroy");
  expect(terminal.shown()).not.toContain("Region of the images");
});

test("a profile that the questions alone were for isn't refused with the plan", async () => {
  const { world, start } = await sceneOf();
  const terminal = start("--profile", "nobody", "--region", "ap-northeast-1", "--repository", "aws-network-cdk");
  await terminal.see("AWS: no credentials at hand");
  await terminal.see("Account of AWS (--account)");
  terminal.type("455931011959", keys.enter);
  await terminal.see("How shall jobs get in?");
  terminal.type(keys.enter);
  await terminal.see("The same without questions:");
  expect(await terminal.end()).toBe(0);
  expect(terminal.shown()).not.toContain("--profile nobody");
  expect(terminal.shown()).not.toContain("@aws-sdk");
  expect(writes(world)).toEqual([]);
});

const questions = [
  ["the region", "Region of the images", ""],
  ["the repository", "Repository in ECR", "ap-northeast-1\r"],
  ["how jobs get in", "How shall jobs get in?", "\r"],
] as const;

test.each(questions.map((_, index) => index))(
  "Ctrl-C at question %i: nothing is changed, and the exit status is 130",
  async (last) => {
    const { world, start } = await sceneOf();
    const terminal = start();
    for (const [index, [, question, answer]] of questions.entries()) {
      if (answer !== "") terminal.type(answer);
      if (index === 2) {
        await terminal.see("isn't there yet");
        terminal.type(keys.enter);
      }
      await terminal.see(question);
      if (index === last) break;
    }
    terminal.type(keys.controlC);
    expect(await terminal.end()).toBe(130);
    expect(terminal.shown()).toContain("error[interrupted]");
    expect(writes(world)).toEqual([]);
  },
);

test("Ctrl-C at the last question: nothing is changed either", async () => {
  const { world, start } = await sceneOf();
  const terminal = start("--region", "ap-northeast-1", "--create-repository", "--apply");
  await terminal.see("Repository in ECR");
  terminal.type(keys.enter);
  await terminal.see("How shall jobs get in?");
  terminal.type(keys.enter);
  await terminal.see("Make these changes? [y/N]");
  terminal.type(keys.controlC);
  expect(await terminal.end()).toBe(130);
  expect(writes(world)).toEqual([]);
});
