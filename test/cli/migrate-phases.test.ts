import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  account,
  callsOf,
  exampleGitlabToken,
  gitlabToken,
  gitlabVariable,
  inject,
  type readPolicy,
  user,
} from "../fake/index.ts";
import { fallbackLog, keyPipeline, keysLog, migrateScene, oidcLog } from "./migrate-scene.ts";
import { operations } from "./rotate-scene.ts";
import { interceptRequests } from "./run-cli.ts";

interceptRequests();

const changing = /iam:(?:Create|Update|Delete)|gitlab:(?:Update|Create|Delete)/;
const atOnce = ["--yes", "--json", "--unused-for", "0s", "--grace", "0s"];

describe("a migration's phases", () => {
  test("go from keys to none, and status tells each with the next command", async () => {
    const scene = await migrateScene();
    const status = async () => (await scene.migrate("status", ["--json"])).json();
    expect(await status()).toMatchObject({
      phase: "prepare",
      prepared: null,
      next: { command: "gitlab-ecr migrate prepare" },
    });

    expect((await scene.apply()).stderr).toContain("the role wasn't checked");
    expect(await status()).toMatchObject({
      phase: "dual",
      files: [{ path: ".gitlab-ci.yml", undo: "possible" }],
      next: { command: "gitlab-ecr migrate verify" },
    });

    for (const log of [oidcLog, oidcLog, oidcLog]) scene.ran(log);
    expect((await scene.migrate("verify")).status).toBe(0);
    expect(await status()).toMatchObject({ phase: "verify", verified: { pipelines: 3 } });
    await scene.apply(["--phase", "oidc"]);

    const first = await scene.migrate("retire", ["--yes", "--json"]);
    expect(first.status, first.stdout + first.stderr).toBe(0);
    expect(first.json()).toMatchObject({
      state: "waiting",
      next: { step: "delete", until: "2026-12-01T06:00:00.000Z" },
    });
    expect(scene.user.accessKeys).toMatchObject([{ active: false }]);
    expect(await status()).toMatchObject({ phase: "retire", keys: [{ user: "gitlab-ci", deletedAt: null }] });

    scene.later(7 * 24);
    const second = await scene.migrate("retire", ["--yes", "--json"]);
    expect(second.json()).toMatchObject({ state: "finished", phase: "done" });
    expect([scene.user.accessKeys, scene.variables]).toEqual([[], []]);
    expect(await status()).toMatchObject({ phase: "done", next: null });
  });

  test("leave no secret in the state, in output or in logs", async () => {
    const scene = await migrateScene();
    await scene.verified();
    const runs = [
      await scene.migrate("retire", [...atOnce, "--verbose"]),
      await scene.migrate("undo", ["--yes", "--verbose"]),
    ];
    const written = [await scene.state(), ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr])].join("\n");
    for (const secret of scene.secrets()) expect(written).not.toContain(secret);
  });
});

describe("migrate apply --fallback-until", () => {
  test("writes the day, quoted, as YAML would take it for a date otherwise; and changes it later", async () => {
    const scene = await migrateScene();
    await scene.apply(["--fallback-until", "2026-12-31"]);
    expect(await scene.text()).toContain('      fallback_until: "2026-12-31"\n');
    const again = await scene.apply(["--fallback-until", "2026-12-31"]);
    expect(again.stdout).toContain("There is nothing to change.");
    await scene.apply(["--fallback-until", "2027-01-31"]);
    expect(await scene.text()).toContain('      fallback_until: "2027-01-31"\n');
    await scene.migrate("undo", ["--yes"]);
    expect(await scene.text()).toBe(keyPipeline);
  });

  test("refuses what is no day", async () => {
    const scene = await migrateScene();
    expect((await scene.apply(["--fallback-until", "2026-02-30"])).code()).toBe("input-invalid");
  });
});

describe("migrate verify", () => {
  test.each([
    { logs: [oidcLog, oidcLog], green: 2 },
    { logs: [oidcLog, keysLog, oidcLog, oidcLog], green: 2 },
    { logs: [oidcLog, oidcLog, oidcLog, fallbackLog], green: 0 },
    { logs: ["no login here\n", oidcLog], green: 1 },
    { logs: [], green: 0 },
  ])("isn't content with $green in a row", async ({ logs, green }) => {
    const scene = await migrateScene();
    await scene.apply();
    for (const log of logs) scene.ran(log);
    const run = await scene.migrate("verify", ["--json"]);
    expect([run.status, run.json()]).toMatchObject([1, { verified: false, green, wanted: 3 }]);
    expect(await scene.state()).toContain('"phase": "dual"');
  });

  test("says what to do next, verified or not", async () => {
    const scene = await migrateScene();
    await scene.apply();
    expect((await scene.migrate("verify")).stdout).toMatch(
      /0 of 3 .*\nLet more pipelines run .*, then run this again\.\n$/,
    );
    for (const log of [oidcLog, oidcLog, oidcLog]) scene.ran(log);
    expect((await scene.migrate("verify")).stdout).toMatch(/3 of 3 .*\nWhat is next: gitlab-ecr migrate status\n$/);
  });

  test("counts no pipeline that failed, and none from before the change", async () => {
    const scene = await migrateScene();
    for (const log of [oidcLog, oidcLog, oidcLog]) scene.ran(log);
    scene.later(1);
    await scene.apply();
    expect((await scene.migrate("verify", ["--json"])).json()).toMatchObject({ green: 0, pipelines: [] });
    scene.ran(oidcLog, "failed");
    scene.ran(oidcLog);
    expect((await scene.migrate("verify", ["--json", "--pipelines", "1"])).json()).toMatchObject({ verified: true });
    expect((await scene.migrate("verify", ["--json", "--pipelines", "2"])).json()).toMatchObject({ green: 1 });
  });

  test("reads logs as GitLab stores them, with colours and time stamps", async () => {
    const scene = await migrateScene();
    await scene.apply();
    scene.ran(
      `2026-11-24T06:00:00.123456Z 00O \u001b[32;1m$ login\u001b[0m\n2026-11-24T06:00:01.123456Z 00O ${oidcLog}`,
    );
    expect((await scene.migrate("verify", ["--pipelines", "1"])).status).toBe(0);
  });

  test("takes logs that are given, and asks nobody then", async () => {
    const scene = await migrateScene();
    await scene.apply();
    const log = join(scene.home, "job.log");
    await writeFile(log, oidcLog);
    scene.world.calls.splice(0);
    const run = await scene.migrate("verify", ["--pipelines", "1", "--log", log], {
      environment: { GITLAB_TOKEN: "" },
    });
    expect(run.status, run.stderr).toBe(0);
    expect(scene.world.calls).toHaveLength(0);
    await writeFile(log, fallbackLog);
    expect((await scene.migrate("verify", ["--pipelines", "1", "--log", log])).status).toBe(1);
  });

  test("needs a pipeline that was migrated, and a token", async () => {
    const scene = await migrateScene();
    expect((await scene.migrate("verify")).code()).toBe("input-invalid");
    await scene.apply();
    const run = await scene.migrate("verify", [], { environment: { GITLAB_TOKEN: "" } });
    expect([run.status, run.stderr]).toEqual([2, expect.stringContaining("Set GITLAB_TOKEN")]);
  });
});

describe("migrate retire", () => {
  test("refuses before pipelines were verified, and asks nobody to change anything", async () => {
    const scene = await migrateScene();
    await scene.apply();
    const run = await scene.migrate("retire", atOnce);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
  });

  test("tells of a plan that the variables go last, and that nothing was changed", async () => {
    const scene = await migrateScene();
    await scene.verified();
    const { stdout } = await scene.migrate("retire", ["--dry-run", "--unused-for", "0s"]);
    expect(stdout).toMatch(
      /2\. not before \S+: delete AKIA\w+, and then the variables that hold it\nNothing was changed\.\n$/,
    );
  });

  test.each([["--dry-run", "--yes"], []])("changes nothing with %s %s", async (...args) => {
    const scene = await migrateScene();
    await scene.verified();
    const before = await scene.state();
    const run = await scene.migrate("retire", ["--json", ...args]);
    expect(run.json()).toMatchObject({ state: "planned", plan: [{ step: "deactivate" }, { step: "wait" }] });
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
    expect(await scene.state()).toBe(before);
  });

  test("asks at each step, with the key's last use, and stops at a no", async () => {
    const scene = await migrateScene();
    const [key] = scene.user.accessKeys;
    if (key !== undefined) {
      key.lastUsed = { at: new Date("2026-11-01T07:00:00Z"), service: "ecr", region: "ap-northeast-1" };
    }
    await scene.verified();
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question.replace(/AKIA\w+/, "ID"));
      return asked.length < 2 ? "y" : "n";
    };
    await scene.migrate("retire", ["--unused-for", "0s", "--grace", "0s"], { ask });
    expect(asked).toEqual([
      "deactivate ID (last used at 2026-11-01T07:00:00.000Z)? [y/N] ",
      "delete ID (last used at 2026-11-01T07:00:00.000Z), which nobody can bring back? [y/N] ",
    ]);
    expect(scene.user.accessKeys).toMatchObject([{ active: false }]);
    expect(scene.variables).toHaveLength(2);
  });

  test("waits while a key is in use", async () => {
    const scene = await migrateScene();
    const [key] = scene.user.accessKeys;
    if (key !== undefined) key.lastUsed = { at: scene.world.now(), service: "ecr", region: "ap-northeast-1" };
    await scene.verified();
    const run = await scene.migrate("retire", ["--yes", "--json"]);
    expect(run.json()).toMatchObject({
      state: "waiting",
      next: { step: "deactivate", until: "2026-11-25T06:00:00.000Z" },
    });
    expect(key?.active).toBe(true);
  });

  test("stops where somebody activated a key again", async () => {
    const scene = await migrateScene();
    await scene.verified();
    await scene.migrate("retire", ["--yes"]);
    const [key] = scene.user.accessKeys;
    if (key !== undefined) key.active = true;
    scene.later(30 * 24);
    const run = await scene.migrate("retire", ["--yes"]);
    expect([run.status, run.stderr]).toEqual([2, expect.stringContaining("Somebody activated")]);
    expect(scene.user.accessKeys).toHaveLength(1);
  });

  test("takes every scope's variables, and leaves all others", async () => {
    const scene = await migrateScene(["*", "production"]);
    await scene.verified();
    const other = {
      ...scene.variables[0],
      key: "DEPLOY_URL",
      value: "https://example.com",
    } as (typeof scene.variables)[0];
    scene.variables.push(other);
    expect((await scene.migrate("retire", atOnce)).json()).toMatchObject({ state: "finished" });
    expect(scene.variables).toEqual([other]);
  });

  describe.each([
    { target: "gitlab-group:org", owner: "Group", lists: "gitlab-ecr migrate plan --group org lists those that still" },
    { target: "gitlab-instance", owner: "Instance", lists: null },
  ])("a key of $target", ({ target, owner, lists }) => {
    const sharedScene = async () => {
      const scene = await migrateScene([]);
      await scene.verified();
      const [gitlab] = scene.world.gitlabs;
      const [group] = gitlab?.groups ?? [];
      const variables = owner === "Group" ? group?.variables : gitlab?.variables;
      const [key] = scene.user.accessKeys;
      variables?.push(
        gitlabVariable("AWS_ACCESS_KEY_ID", key?.accessKeyId ?? ""),
        gitlabVariable("AWS_SECRET_ACCESS_KEY", key?.secretAccessKey ?? "", { masked: true }),
      );
      gitlab?.tokens.push(gitlabToken("glpat-SENTINELadministrator", {}, { administrator: true }));
      const retire = (args: readonly string[], options: Parameters<typeof scene.migrate>[2] = {}) =>
        scene.migrate("retire", ["--target", target, "--unused-for", "0s", "--grace", "0s", ...args], {
          environment: { GITLAB_TOKEN: "glpat-SENTINELadministrator" },
          ...options,
        });
      return { scene, variables, retire };
    };

    test("is taken away like a project's, and whoever agrees is told that others have it", async () => {
      const { scene, variables, retire } = await sharedScene();
      const asked: string[] = [];
      const ask = async (question: string) => {
        asked.push(question);
        return "y";
      };
      const run = await retire(["--json"], { ask, environment: { GITLAB_TOKEN: "glpat-SENTINELadministrator" } });
      expect(run.json(), run.stderr).toMatchObject({ state: "finished", sharedBy: [target] });
      expect([scene.user.accessKeys, variables]).toEqual([[], []]);
      expect(asked).toHaveLength(3);
      for (const question of asked) {
        expect(question).toContain(`Every project of ${target} has `);
        if (lists !== null) expect(question).toContain(lists);
      }
    });

    test("is told of with --yes and in the plan, too", async () => {
      const { retire } = await sharedScene();
      expect((await retire(["--dry-run"])).stdout).toContain(`Every project of ${target} has this key`);
      expect((await retire(["--yes"])).stderr).toContain(`Every project of ${target} has these variables`);
    });

    test("is told of by a later run that doesn't name the target", async () => {
      const { scene, variables, retire } = await sharedScene();
      const first = await retire(["--yes", "--grace", "7d"]);
      expect(first.stderr).not.toContain("isn't in the variables");
      scene.later(8 * 24);
      const later = await scene.migrate("retire", ["--yes"]);
      expect(later.stderr).toMatch(/^AKIA\w+ isn't in the variables that .*--target/m);
      expect([scene.user.accessKeys, variables]).toMatchObject([[], [{}, {}]]);
    });

    test.each([
      ["that nobody knows", "glpat-nobody", "gitlab-unauthorized"],
      [
        "of a Maintainer of the project",
        exampleGitlabToken,
        owner === "Group" ? "gitlab-not-found" : "gitlab-forbidden",
      ],
    ])("isn't touched with a token %s", async (_, token, code) => {
      const { scene, variables, retire } = await sharedScene();
      const run = await retire(["--yes", "--json"], { environment: { GITLAB_TOKEN: token } });
      expect([run.status, run.code()]).toEqual([3, code]);
      if (code === "gitlab-forbidden") expect(run.stdout).toContain("of an administrator");
      expect([scene.user.accessKeys, variables]).toMatchObject([[{ active: true }], [{}, {}]]);
    });
  });

  test("says of a key that AWS doesn't tell of that it may be gone, and what to do then", async () => {
    const scene = await migrateScene();
    await scene.verified();
    scene.user.accessKeys.length = 0;
    const run = await scene.migrate("retire", ["--yes"]);
    expect([run.status, run.code()]).toEqual([3, "rotation-denied"]);
    expect(run.stderr).toContain("delete its variables by hand: gitlab-project:org/team/cdk/aws-network-cdk, scope *.");
    expect(scene.variables).toHaveLength(2);
  });

  test("refuses a target that is no place of GitLab's variables", async () => {
    const scene = await migrateScene();
    await scene.verified();
    const run = await scene.migrate("retire", [...atOnce, "--target", "stdout"]);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });

  test("warns of nobody else where the key is the project's own", async () => {
    const scene = await migrateScene();
    await scene.verified();
    const run = await scene.migrate("retire", atOnce);
    expect([run.json().sharedBy, run.stderr]).toEqual([[], expect.not.stringContaining("Every project")]);
  });

  test("refuses to take away the key that it uses itself", async () => {
    const scene = await migrateScene();
    await scene.verified();
    const [key] = scene.user.accessKeys;
    scene.user.policies = scene.role.policies;
    const run = await scene.migrate("retire", atOnce, {
      environment: {
        GITLAB_OIDC_TOKEN: "",
        GITLAB_ECR_ROLE_ARN: "",
        AWS_ACCESS_KEY_ID: key?.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
      },
    });
    expect([run.status, run.stdout]).toEqual([2, expect.stringContaining("This run itself uses")]);
    expect(key?.active).toBe(true);
  });

  test.each(["gitlab-ci", "somebody-else"])(
    "and undo take no key of another account for gone, where there is %s",
    async (name) => {
      const scene = await migrateScene();
      await scene.verified();
      await scene.migrate("retire", ["--yes", "--unused-for", "0s"]);
      const state = await scene.state();
      scene.later(8 * 24);
      const policies = scene.role.policies;
      const stranger = user({ accountId: "210987654321", name: "admin", policies: [allOfIam()] });
      scene.world.accounts.push(
        account({ id: "210987654321", users: [stranger, user({ accountId: "210987654321", name, policies })] }),
      );
      const [own] = stranger.accessKeys;
      const environment = {
        GITLAB_OIDC_TOKEN: "",
        GITLAB_ECR_ROLE_ARN: "",
        AWS_ACCESS_KEY_ID: own?.accessKeyId,
        AWS_SECRET_ACCESS_KEY: own?.secretAccessKey,
      };
      for (const command of ["retire", "undo"]) {
        const run = await scene.migrate(command, ["--yes"], { environment });
        expect([run.status, run.code()], run.stdout + run.stderr).toEqual([2, "input-invalid"]);
        expect(run.stderr).toContain("is a key of account 455931011959, and this run is in 210987654321");
      }
      expect([scene.variables.length, await scene.state()]).toEqual([2, state]);
    },
  );

  test("that is stopped at any call goes on, and until the last key is deleted undo brings it back", async () => {
    const whole = await migrateScene();
    await whole.verified();
    const before = whole.world.calls.length;
    const [text, state] = [await whole.text(), await whole.state()];
    await whole.migrate("retire", atOnce);
    const calls = whole.world.calls.length - before;
    expect(calls).toBeGreaterThan(6);
    for (let call = 1; call <= calls; call += 1) {
      for (const when of ["before", "after"] as const) {
        const scene = await migrateScene();
        await writeFile(scene.file, text);
        await writeFile(join(scene.home, ".gitlab-ecr-migration.json"), state);
        const stop = new AbortController();
        const interrupt = () => stop.abort(new Error("killed"));
        inject(scene.world, { call: scene.world.calls.length + call }, { kind: "interrupt", when, interrupt }, 1);
        const killed = await scene.migrate("retire", atOnce, { interrupt: stop.signal });
        expect(killed.status, `${when} ${call}`).not.toBe(0);
        scene.world.faults = [];
        const [key] = scene.user.accessKeys;
        if (key !== undefined && (call + (when === "after" ? 1 : 0)) % 2 === 0) {
          const undone = await scene.migrate("undo", ["--yes"]);
          expect(undone.status, undone.stderr).toBe(0);
          expect(key.active, `${when} ${call}`).toBe(true);
          expect(await scene.text()).toBe(keyPipeline);
          continue;
        }
        expect((await scene.migrate("retire", atOnce)).json(), `${when} ${call}`).toMatchObject({ state: "finished" });
        expect([scene.user.accessKeys, scene.variables], `${when} ${call}`).toEqual([[], []]);
      }
    }
  });
});

describe("migrate verify --log", () => {
  test("says in words that a file isn't there", async () => {
    const scene = await migrateScene();
    await scene.apply();
    const { status, stderr } = await scene.migrate("verify", ["--log", "nothing.log"]);
    expect(status).toBe(2);
    expect(stderr).toContain("nothing.log can't be read (it doesn't exist).");
  });
});

describe("migrate undo", () => {
  test("restores the pipeline byte for byte and activates the key, from every phase", async () => {
    const scene = await migrateScene();
    await scene.verified();
    await scene.apply(["--phase", "oidc"]);
    await scene.migrate("retire", ["--yes"]);
    expect(scene.user.accessKeys).toMatchObject([{ active: false }]);
    const run = await scene.migrate("undo", ["--yes", "--json"]);
    expect(run.json()).toMatchObject({ state: "undone", phase: "prepare", restored: [".gitlab-ci.yml"], lost: [] });
    expect(await scene.text()).toBe(keyPipeline);
    expect(scene.user.accessKeys).toMatchObject([{ active: true }]);
    expect((await scene.migrate("undo")).code()).toBe("input-invalid");
  });

  test("asks AWS nothing where no key was touched", async () => {
    const scene = await migrateScene();
    await scene.apply();
    scene.world.calls.splice(0);
    const { status, stdout, stderr } = await scene.migrate("undo", ["--yes"]);
    expect([status, stdout]).toEqual([0, expect.stringContaining("restored .gitlab-ci.yml")]);
    expect(stderr).toContain("to restore: .gitlab-ci.yml");
    expect(stderr).not.toContain("Nothing was changed");
    expect(scene.world.calls).toHaveLength(0);
  });

  test("keeps what was changed elsewhere since", async () => {
    const scene = await migrateScene();
    await scene.apply();
    await writeFile(scene.file, `${await scene.text()}\ntest:\n  script: make test\n`);
    await scene.migrate("undo", ["--yes"]);
    expect(await scene.text()).toBe(`${keyPipeline}\ntest:\n  script: make test\n`);
  });

  test("leaves a file whose lines were changed since, and says how to get it back", async () => {
    const scene = await migrateScene();
    await scene.apply();
    const changed = (await scene.text()).replace("extends: .ecr-login", "extends: [.ecr-login, .more]");
    await writeFile(scene.file, changed);
    const run = await scene.migrate("undo", ["--yes"]);
    expect([run.status, run.stdout]).toEqual([1, expect.stringContaining("git checkout COMMIT -- .gitlab-ci.yml")]);
    expect(await scene.text()).toBe(changed);
    expect(await scene.state()).toContain('"phase": "dual"');
  });

  test("tells of keys that are deleted", async () => {
    const scene = await migrateScene();
    const [key] = scene.user.accessKeys;
    await scene.verified();
    await scene.migrate("retire", atOnce);
    const run = await scene.migrate("undo", ["--yes"]);
    expect([run.status, run.stdout]).toEqual([0, expect.stringContaining(`lost ${key?.accessKeyId}`)]);
    expect(await scene.text()).toBe(keyPipeline);
  });

  test.each(["key", "user"])("tells of keys whose %s was deleted by somebody else", async (what) => {
    const scene = await migrateScene();
    const [key] = scene.user.accessKeys;
    await scene.verified();
    await scene.migrate("retire", ["--yes"]);
    if (what === "key") scene.user.accessKeys.length = 0;
    else scene.account.users.splice(scene.account.users.indexOf(scene.user), 1);
    const run = await scene.migrate("undo", ["--yes", "--json"]);
    expect([run.status, run.json()]).toMatchObject([0, { state: "undone", activated: [], lost: [key?.accessKeyId] }]);
    expect(await scene.text()).toBe(keyPipeline);
    expect(await scene.state()).toMatch(/"deletedAt": "2026-/);
  });

  test("changes nothing without a yes", async () => {
    const scene = await migrateScene();
    await scene.apply();
    const before = await scene.text();
    const run = await scene.migrate("undo", ["--json"]);
    expect(run.json()).toMatchObject({ state: "planned", restored: [".gitlab-ci.yml"] });
    expect(await scene.text()).toBe(before);
  });

  test("doesn't write a key down that stood in the pipeline, and leaves that file to git", async () => {
    const scene = await migrateScene();
    const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    await writeFile(
      scene.file,
      keyPipeline.replace("  script:", `  variables:\n    AWS_SECRET_ACCESS_KEY: ${secret}\n  script:`),
    );
    await scene.apply();
    expect(await scene.state()).not.toContain(secret);
    expect((await scene.migrate("undo", ["--yes"])).stdout).toContain("hold a key");
  });
});

describe("a state file", () => {
  test.each([
    ["<<<<<<< HEAD\n", "isn't the state of a migration"],
    ['{"version": 2}', "has version 2"],
    ['{"version": 1, "phase": "dual"}', "isn't a whole state"],
  ])("that can't be used is refused: %s", async (text, message) => {
    const scene = await migrateScene();
    await writeFile(join(scene.home, ".gitlab-ecr-migration.json"), text);
    const run = await scene.migrate("status");
    expect([run.status, run.stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

test("retire reads the owner of a key once, and its uses before each deletion", async () => {
  const scene = await migrateScene();
  await scene.verified();
  await scene.migrate("retire", ["--yes"]);
  const looked = callsOf(scene.world, "iam:GetAccessKeyLastUsed").length;
  scene.later(7 * 24);
  await scene.migrate("retire", ["--yes"]);
  expect(callsOf(scene.world, "iam:GetAccessKeyLastUsed").length).toBeGreaterThan(looked);
});

function allOfIam(): ReturnType<typeof readPolicy> {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:*", Resource: "*" }] };
}
