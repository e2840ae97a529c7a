import { describe, expect, test, vi } from "vitest";
import { secretsIn } from "../e2e/secrets.ts";
import { exampleGitlabToken, exampleProject, exampleWorld, idToken, inject, type World } from "../fake/index.ts";
import { migrateScene } from "./migrate-scene.ts";
import { rotateScene, usual } from "./rotate-scene.ts";
import { type CliRun, interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";
import { setupScene } from "./setup-scene.ts";

interceptRequests();
// Each command is run once for each call that it makes.
vi.setConfig({ testTimeout: 300_000 });

const own = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";

type Operation = Extract<Parameters<typeof inject>[1], string>;

/** A command in a world of its own. */
interface Scene {
  readonly world: World;
  readonly run: (mode: readonly string[]) => Promise<CliRun>;
  /** Secrets that its environment holds. */
  readonly given: readonly string[];
}

async function jobScene(argv: readonly string[], stdin = ""): Promise<Scene> {
  const { world, role } = exampleWorld();
  role.policies.push({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
  const token = idToken(world);
  const environment = {
    HOME: await temporaryFolder(),
    GITLAB_OIDC_TOKEN: token,
    GITLAB_ECR_ROLE_ARN: role.arn,
    AWS_REGION: "ap-northeast-1",
    GITLAB_TOKEN: exampleGitlabToken,
  };
  const run = (mode: readonly string[]) => runCli(world, [...argv, ...mode], { environment, stdin });
  return { world, run, given: [token, exampleGitlabToken] };
}

const commands: readonly (readonly [string, () => Promise<Scene>])[] = [
  ["login", () => jobScene(["login", own, "public"])],
  ["credentials", () => jobScene(["credentials", "--format", "json"])],
  ["doctor", () => jobScene(["doctor", "--repository", "aws-network-cdk"])],
  ["audit", () => jobScene(["audit"])],
  ["create-repository", () => jobScene(["create-repository", "new/app"])],
  ["the credential helper", () => jobScene(["credential-helper", "get"], own)],
  [
    "rotate",
    async () => {
      const scene = await rotateScene();
      const run = (mode: readonly string[]) =>
        scene.rotate([...usual, "--yes", "--overlap", "0s", "--grace", "0s", ...mode]);
      return { world: scene.world, run, given: [exampleGitlabToken] };
    },
  ],
  [
    "setup with a key for GitLab",
    async () => {
      const scene = setupScene();
      const user = ["--identity", "user", "--apply", "--yes", "--gitlab-url", "https://gitlab.example.com"];
      const place = ["--account", "455931011959", "--region", "ap-northeast-1", "--repository", "aws-network-cdk"];
      const target = ["--target", `gitlab-project:${exampleProject}`];
      const environment = { GITLAB_TOKEN: exampleGitlabToken };
      const run = (mode: readonly string[]) =>
        scene.setupAlone([...user, ...place, ...target, ...mode], { environment });
      return { world: scene.world, run, given: [exampleGitlabToken] };
    },
  ],
  [
    "migrate verify",
    async () => {
      const scene = await migrateScene();
      await scene.apply();
      return { world: scene.world, run: (mode) => scene.migrate("verify", mode), given: [exampleGitlabToken] };
    },
  ],
  [
    "migrate retire",
    async () => {
      const scene = await migrateScene();
      await scene.verified();
      return {
        world: scene.world,
        run: (mode) => scene.migrate("retire", ["--yes", ...mode]),
        given: [exampleGitlabToken],
      };
    },
  ],
];

/** Every secret of the scene by now: whoever refuses says all of them. */
function secretsOf({ world, given }: Scene): string[] {
  const keys = world.accounts.flatMap(({ users }) => users.flatMap(({ accessKeys }) => accessKeys));
  const variables = world.gitlabs.flatMap(({ projects }) => projects.flatMap(({ variables: all }) => all));
  return [
    ...given,
    ...[...keys, ...world.sessions].map(({ secretAccessKey }) => secretAccessKey),
    ...world.sessions.map(({ sessionToken }) => sessionToken),
    ...world.passwords.map(({ password }) => password),
    ...variables.filter(({ key }) => key.includes("SECRET")).map(({ value }) => value),
  ].filter((value, index, all) => value !== "" && all.indexOf(value) === index);
}

/** Which of them the run sent, was given or got by now: what it never saw, it can't know for a secret. */
function seen(scene: Scene, earlier: number): string[] {
  const calls = scene.world.calls.slice(earlier);
  const got = (operation: RegExp) => calls.some((call) => call.status === 200 && operation.test(call.operation ?? ""));
  const sent = JSON.stringify(calls.map(({ headers, parameters }) => [headers, parameters]));
  const readVariables = got(/^gitlab:(List|Read)\w*Variable/);
  const variables = scene.world.gitlabs.flatMap(({ projects }) => projects.flatMap(({ variables: all }) => all));
  return secretsOf(scene).filter(
    (one) =>
      scene.given.includes(one) ||
      sent.includes(JSON.stringify(one).slice(1, -1)) ||
      (readVariables && variables.some(({ value, hidden }) => value === one && !hidden)),
  );
}

async function operationsOf(make: () => Promise<Scene>): Promise<Operation[]> {
  const scene = await make();
  const earlier = scene.world.calls.length;
  await scene.run([]);
  return [...new Set(scene.world.calls.slice(earlier).flatMap(({ operation }) => operation ?? []))];
}

describe.each(commands)("%s", (name, make) => {
  test("prints no secret that a refusal says back to it, whichever call is refused", async () => {
    const operations = await operationsOf(make);
    expect(operations.length).toBeGreaterThan(0);
    let refused = 0;
    for (const operation of operations) {
      for (const mode of [["--verbose"], ["--json"]]) {
        if (name === "the credential helper" && mode[0] === "--json") continue;
        const scene = await make();
        const earlier = scene.world.calls.length;
        let said: string[] = [];
        inject(scene.world, operation, {
          kind: "error",
          code: "AccessDenied",
          status: 403,
          get message() {
            said = seen(scene, earlier);
            return `Not with ${said.join(" and ")}`;
          },
        });
        const { stdout, stderr, status } = await scene.run(mode);
        const printed = status === 0 && name === "credentials" ? stderr : stdout + stderr;
        expect([operation, mode, secretsIn(printed, said)]).toEqual([operation, mode, []]);
        if (said.length > 0) refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});
