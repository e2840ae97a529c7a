import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GitlabEcrError } from "../../src/core/errors/index.ts";
import {
  accessKey,
  callsOf,
  exampleProject,
  gitlabToken,
  gitlabVariable,
  inject,
  storedSecret,
  user,
} from "../fake/index.ts";
import { operations, rotateScene, usual, works } from "./rotate-scene.ts";
import { interceptRequests, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const yes = [...usual, "--yes", "--json"];
const atOnce = [...yes, "--overlap", "0s", "--grace", "0s"];
const journalOf = (home: string) => join(home, ".gitlab-ecr/rotate/455931011959-gitlab-ci.json");
const changing = /iam:(?:Create|Update|Delete)|gitlab:(?:Update|Create|Delete)|Put/;

describe("a rotation", () => {
  test("goes from one key to another in three runs, and never leaves a job without one that works", async () => {
    const scene = await rotateScene();
    const [old] = scene.user.accessKeys;
    const first = await scene.rotate(yes);
    expect(first.status, first.stderr + first.stdout).toBe(0);
    expect(first.json()).toMatchObject({
      ok: true,
      state: "waiting",
      oldKeyId: old?.accessKeyId,
      next: { step: "deactivate", keyId: old?.accessKeyId, until: "2026-11-24T07:00:00.000Z" },
    });
    expect(scene.user.accessKeys).toMatchObject([{ active: true }, { active: true }]);
    const pair = scene.stored()["*"];
    expect(pair?.id).toBe(scene.user.accessKeys[1]?.accessKeyId);
    expect(works(scene, pair)).toBe(true);

    scene.later(1);
    expect((await scene.rotate(yes)).json()).toMatchObject({
      state: "waiting",
      next: { step: "delete", until: "2026-11-25T07:00:00.000Z" },
    });
    expect(scene.user.accessKeys).toMatchObject([{ active: false }, { active: true }]);

    scene.later(24);
    expect((await scene.rotate(yes)).json()).toMatchObject({ state: "finished", next: null, newKeyId: pair?.id });
    expect(scene.user.accessKeys.map(({ accessKeyId }) => accessKeyId)).toEqual([pair?.id]);
    expect(scene.stored()["*"]).toEqual(pair);
  });

  test.each([
    [
      "takes its id from another variable",
      { AWS_ACCESS_KEY_ID: "$SHARED_KEY_ID", AWS_SECRET_ACCESS_KEY: "$SHARED_SECRET" },
    ],
    ["has a secret without an id", { AWS_SECRET_ACCESS_KEY: "the-secret-of-the-key-that-all-scopes-have" }],
  ])("changes nothing where a scope %s", async (_, variables) => {
    const scene = await rotateScene();
    for (const [key, value] of Object.entries(variables)) {
      scene.variables.push(gitlabVariable(key, value, { environmentScope: "production" }));
    }
    const run = await scene.rotate(atOnce);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stdout).toContain("scope production");
    expect(scene.user.accessKeys).toHaveLength(1);
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
  });

  test("goes on only with all the targets that it began with", async () => {
    const scene = await rotateScene();
    const [old] = scene.user.accessKeys;
    const pair = { AWS_ACCESS_KEY_ID: old?.accessKeyId, AWS_SECRET_ACCESS_KEY: old?.secretAccessKey };
    scene.account.secrets = [storedSecret("ci/ecr", JSON.stringify(pair))];
    const both = [...atOnce, "--target", "secretsmanager:ci/ecr"];
    inject(scene.world, "secretsmanager:PutSecretValue", {
      kind: "error",
      code: "AccessDeniedException",
      message: "no",
      status: 400,
    });
    expect((await scene.rotate(both)).status).toBe(3);
    scene.world.faults.length = 0;
    const forgetful = await scene.rotate(atOnce);
    expect([forgetful.status, forgetful.code()]).toEqual([2, "input-invalid"]);
    expect(forgetful.stdout).toContain("--target secretsmanager:ci/ecr");
    expect(scene.user.accessKeys).toMatchObject([{ accessKeyId: old?.accessKeyId, active: true }, { active: true }]);
    expect((await scene.rotate(both)).json()).toMatchObject({ state: "finished" });
  });

  test("says when to run again, and a run before that changes nothing", async () => {
    const scene = await rotateScene();
    const first = await scene.rotate();
    expect(first.stdout).toContain("run this again from 2026-11-24T07:00:00.000Z on, to deactivate");
    const before = scene.world.calls.length;
    const second = await scene.rotate(usual);
    expect([second.status, second.stdout]).toEqual([0, first.stdout]);
    expect(
      operations(scene)
        .slice(before)
        .filter((one) => changing.test(one)),
    ).toEqual([]);
  });

  test("keeps flags, scopes, descriptions and what belongs to others as they are", async () => {
    const scene = await rotateScene(["*", "production"]);
    const foreign = [
      gitlabVariable("AWS_ACCESS_KEY_ID", "AKIAQNZGKIQYZZZZZZZZ", { environmentScope: "other" }),
      gitlabVariable("AWS_SECRET_ACCESS_KEY", "another-user-s-secret-0123456789-another", {
        environmentScope: "other",
      }),
      gitlabVariable("DEPLOY_URL", "https://example.com/$PATH"),
    ];
    scene.variables.push(...foreign.map((one) => ({ ...one })));
    const without = (all: typeof scene.variables) => all.map(({ value: _, ...rest }) => rest);
    const before = without(structuredClone(scene.variables));
    const ran = await scene.rotate(atOnce);
    expect(ran.json()).toMatchObject({
      state: "finished",
      leftAlone: [`gitlab-project:${exampleProject}, scope other`],
    });
    expect(without(scene.variables)).toEqual(before);
    expect(scene.variables.slice(4)).toEqual(foreign);
    const [one] = scene.user.accessKeys;
    const pair = { id: one?.accessKeyId, secret: one?.secretAccessKey };
    expect(scene.stored()).toMatchObject({ "*": pair, production: pair });
  });

  test("writes the secret before the id, one scope after the other", async () => {
    const scene = await rotateScene(["*", "production"]);
    await scene.rotate(atOnce);
    const writes = callsOf(scene.world, "gitlab:UpdateProjectVariable").map(({ url }) => {
      const { pathname, searchParams } = new URL(url);
      return [pathname.split("/").at(-1), searchParams.get("filter[environment_scope]")];
    });
    expect(writes).toEqual([
      ["AWS_SECRET_ACCESS_KEY", "*"],
      ["AWS_ACCESS_KEY_ID", "*"],
      ["AWS_SECRET_ACCESS_KEY", "production"],
      ["AWS_ACCESS_KEY_ID", "production"],
    ]);
  });

  test("stores where the secret can be read back first, and in a hidden variable too", async () => {
    const scene = await rotateScene(["*", "production"]);
    const hidden = scene.variables.find((one) => one.key === "AWS_SECRET_ACCESS_KEY" && one.environmentScope === "*");
    if (hidden !== undefined) hidden.hidden = true;
    const ran = await scene.rotate(atOnce);
    const stores = (ran.json().done as { step: string; place: string }[]).filter(({ step }) => step === "store");
    expect(stores.map(({ place }) => place.split(" ").at(-1))).toEqual(["production", "*"]);
    expect(works(scene, scene.stored()["*"])).toBe(true);
    expect(hidden?.hidden).toBe(true);
  });

  test("takes a group's variables, and names that are settable", async () => {
    const scene = await rotateScene([]);
    const [gitlab] = scene.world.gitlabs;
    const [group] = gitlab?.groups ?? [];
    const [key] = scene.user.accessKeys;
    gitlab?.tokens.push(gitlabToken("glpat-SENTINELowner0001", { org: 50 }));
    group?.variables.push(
      gitlabVariable("ECR_ID", key?.accessKeyId ?? ""),
      gitlabVariable("ECR_SECRET", key?.secretAccessKey ?? "", { masked: true }),
    );
    const names = ["--id-variable", "ECR_ID", "--secret-variable", "ECR_SECRET"];
    const args = [
      "--user",
      "gitlab-ci",
      "--target",
      "gitlab-group:org",
      ...names,
      "--yes",
      "--json",
      "--overlap",
      "0s",
      "--grace",
      "0s",
    ];
    const ran = await scene.rotate(args, { environment: { GITLAB_TOKEN: "glpat-SENTINELowner0001" } });
    expect(ran.json(), ran.stderr).toMatchObject({ state: "finished" });
    expect(group?.variables.map(({ value }) => value)).toEqual([
      scene.user.accessKeys[0]?.accessKeyId,
      scene.user.accessKeys[0]?.secretAccessKey,
    ]);
  });

  test("takes the instance's variables, with their flags, as an administrator alone", async () => {
    const scene = await rotateScene([]);
    const [gitlab] = scene.world.gitlabs;
    const [key] = scene.user.accessKeys;
    const flags = { masked: true, protected: true, raw: true, description: "for all" };
    gitlab?.variables.push(
      gitlabVariable("AWS_ACCESS_KEY_ID", key?.accessKeyId ?? "", { ...flags, masked: false }),
      gitlabVariable("AWS_SECRET_ACCESS_KEY", key?.secretAccessKey ?? "", flags),
    );
    gitlab?.tokens.push(gitlabToken("glpat-SENTINELadministrator", {}, { administrator: true }));
    const args = ["--user", "gitlab-ci", "--target", "gitlab-instance", "--yes", "--json"];
    const refused = await scene.rotate(args);
    expect([refused.status, refused.code()]).toEqual([3, "gitlab-forbidden"]);
    expect(refused.stdout).toContain("of an administrator");

    const ran = await scene.rotate([...args, "--overlap", "0s", "--grace", "0s"], {
      environment: { GITLAB_TOKEN: "glpat-SENTINELadministrator" },
    });
    expect(ran.json(), ran.stderr).toMatchObject({ state: "finished", places: [{ name: "gitlab-instance" }] });
    const [made] = scene.user.accessKeys;
    expect(gitlab?.variables).toMatchObject([
      { ...flags, masked: false, value: made?.accessKeyId },
      { ...flags, value: made?.secretAccessKey },
    ]);
  });

  test("waits for IAM, which is late", async () => {
    const scene = await rotateScene();
    scene.world.lateness = { iam: 1, services: 4 };
    const waits: number[] = [];
    const ran = await scene.rotate(yes, { onWait: (milliseconds) => waits.push(milliseconds) });
    expect(ran.status, ran.stdout).toBe(0);
    expect(waits.length).toBeGreaterThanOrEqual(4);
    expect(works(scene, scene.stored()["*"])).toBe(true);
  });

  test("ends where AWS never takes the new key, with the old one in its place", async () => {
    const scene = await rotateScene();
    scene.world.lateness = { iam: 0, services: 1000 };
    const ran = await scene.rotate(yes);
    expect([ran.status, ran.code()]).toEqual([3, "new-key-refused"]);
    expect(works(scene, scene.stored()["*"])).toBe(true);
    expect(scene.stored()["*"]?.id).toBe(scene.user.accessKeys[0]?.accessKeyId);
  });

  test("waits in place with --wait, as far as the time allows", async () => {
    const scene = await rotateScene();
    const waited: number[] = [];
    const onWait = (milliseconds: number) => {
      waited.push(milliseconds);
      scene.later(milliseconds / 3_600_000);
    };
    const ran = await scene.rotate([...yes, "--wait", "--timeout", "2h", "--overlap", "20m", "--grace", "30m"], {
      onWait,
    });
    expect(ran.json()).toMatchObject({ state: "finished" });
    expect(waited).toEqual([1_200_000, 1_800_000]);
  });

  test("doesn't begin to wait for what comes after the time is over", async () => {
    const scene = await rotateScene();
    const short = await scene.rotate([...yes, "--wait", "--timeout", "10m"]);
    expect(short.json()).toMatchObject({ state: "waiting", next: { step: "deactivate" } });
    // The session lasts an hour.
    const long = await scene.rotate([...yes, "--wait", "--timeout", "5h"]);
    expect(long.json()).toMatchObject({ state: "waiting", next: { step: "deactivate" } });
  });

  test("doesn't deactivate a key that is used still, until it isn't", async () => {
    const scene = await rotateScene();
    await scene.rotate(yes);
    scene.later(5);
    const [old] = scene.user.accessKeys;
    if (old !== undefined) old.lastUsed = { at: scene.world.now(), service: "ecr", region: "eu-west-1" };
    expect((await scene.rotate(yes)).json()).toMatchObject({
      state: "waiting",
      next: { step: "deactivate", until: "2026-11-24T12:00:00.000Z" },
    });
    expect(old?.active).toBe(true);
  });

  test("leaves a key alone that is younger than --max-age", async () => {
    const scene = await rotateScene();
    const ran = await scene.rotate([...yes, "--max-age", "3650d"]);
    expect(ran.json()).toMatchObject({ state: "fresh", done: [] });
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
    const told = await scene.rotate([...usual, "--max-age", "3650d"]);
    expect(told.stdout).toContain("is younger than --max-age: nothing to do before 2035-01-13T");
    expect((await scene.rotate([...yes, "--max-age", "90d"])).json()).toMatchObject({ state: "waiting" });
  });
});

describe("before anything is changed", () => {
  test("the plan is told, and takes --yes", async () => {
    const scene = await rotateScene();
    const ran = await scene.rotate(usual);
    expect([ran.status, ran.code()]).toEqual([2, "input-invalid"]);
    expect(ran.stderr).toMatch(
      /plan for user gitlab-ci:\n {2}1\. make a new key, beside AKIA\w+\n[\s\S]* store the new key in gitlab-project/,
    );
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
  });

  test.each([
    { answer: "y", state: "waiting", keys: 2 },
    { answer: "", state: "planned", keys: 1 },
  ])("somebody at a terminal is asked: $answer", async ({ answer, state, keys }) => {
    const scene = await rotateScene();
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return answer;
    };
    const ran = await scene.rotate([...usual, "--json"], { ask });
    expect([ran.status, ran.json().state, asked]).toEqual([0, state, ["Do this? [y/N] "]]);
    expect(scene.user.accessKeys).toHaveLength(keys);
    expect((await scene.rotate([...usual, "--quiet", "--json"], { ask })).status).toBe(keys === 1 ? 2 : 0);
    expect(asked).toHaveLength(1);
  });

  test("--dry-run prints the plan alone", async () => {
    const scene = await rotateScene();
    const ran = await scene.rotate([...usual, "--dry-run", "--json"]);
    const steps = (ran.json().plan as { step: string }[]).map(({ step }) => step);
    expect([ran.status, ran.json().state]).toEqual([0, "planned"]);
    expect(steps).toEqual(["create", "try", "store", "verify", "wait", "deactivate", "wait", "delete", "finished"]);
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
    expect((await scene.rotate([...usual, "--dry-run"])).stdout).toContain("Nothing was changed.");
  });

  test.each([
    { what: "no user", args: ["--target", "stdout"] },
    { what: "no target", args: ["--user", "gitlab-ci"] },
    { what: "a target that is none", args: ["--user", "gitlab-ci", "--target", "gitlab:org/app"] },
    { what: "a project without a group", args: ["--user", "gitlab-ci", "--target", "gitlab-project:app"] },
    { what: "a target twice", args: [...usual, "--target", `gitlab-project:${exampleProject}`] },
    { what: "a user's path", args: ["--user", "ci/gitlab", "--target", "gitlab-project:a/b"] },
    { what: "one name for both", args: [...usual, "--id-variable", "X", "--secret-variable", "X"] },
    { what: "a key id that is none", args: [...usual, "--delete-key", "AKIA"] },
    { what: "a rollback that waits", args: [...usual, "--rollback", "--wait"] },
    { what: "an age that is none", args: [...usual, "--max-age", "90 days"] },
    { what: "standard output in a job", args: ["--user", "gitlab-ci", "--target", "stdout", "--yes"] },
  ])("$what is refused", async ({ args }) => {
    const scene = await rotateScene();
    const ran = await scene.rotate([...args, "--json"]);
    expect([ran.status, ran.code(), scene.world.calls]).toEqual([2, "input-invalid", []]);
  });

  test("a session for pushes is refused, and a missing token for GitLab", async () => {
    const scene = await rotateScene();
    const narrowed = await scene.rotate(yes, {
      environment: { GITLAB_ECR_SCOPE: "push", GITLAB_ECR_REPOSITORY: "a/b" },
    });
    expect([narrowed.status, narrowed.code()]).toEqual([2, "input-invalid"]);
    const nobody = await scene.rotate(yes, { environment: { GITLAB_TOKEN: "" } });
    expect([nobody.status, nobody.code()]).toEqual([2, "input-invalid"]);
    expect(nobody.stdout).toContain("There is no token for GitLab at gitlab.example.com");
  });
});

describe("what stands in the way", () => {
  test("a key that no target holds", async () => {
    const scene = await rotateScene([]);
    const ran = await scene.rotate(yes);
    expect([ran.status, ran.code()]).toEqual([2, "key-not-stored"]);
  });

  test("a user that isn't there", async () => {
    const scene = await rotateScene();
    scene.role.policies = [{ Statement: { Effect: "Allow", Action: "iam:*", Resource: "*" } }];
    const ran = await scene.rotate([
      "--user",
      "nobody",
      "--target",
      `gitlab-project:${exampleProject}`,
      "--yes",
      "--json",
    ]);
    expect([ran.status, ran.code()]).toEqual([3, "user-missing"]);
  });

  test("a permission that is missing is told with its statement, before anything is changed", async () => {
    const scene = await rotateScene();
    scene.role.policies = [];
    const ran = await scene.rotate(yes);
    expect([ran.status, ran.code()]).toEqual([3, "rotation-denied"]);
    expect(ran.stdout).toContain("iam:ListAccessKeys");
    expect(ran.stdout).toContain("arn:aws:iam::455931011959:user/gitlab-ci");
  });

  test("a hidden key id, since nobody can say which key it is", async () => {
    const scene = await rotateScene();
    const [id] = scene.variables;
    if (id !== undefined) id.hidden = true;
    const ran = await scene.rotate(yes);
    expect([ran.status, ran.code()]).toEqual([2, "input-invalid"]);
    expect(ran.stdout).toContain("is hidden");
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
  });

  test("an id without a secret of the same scope", async () => {
    const scene = await rotateScene();
    scene.variables.splice(1, 1);
    expect((await scene.rotate(yes)).code()).toBe("input-invalid");
  });

  describe("a second key", () => {
    const second = async (over: Parameters<typeof accessKey>[1]) => {
      const scene = await rotateScene();
      const other = accessKey("455931011959", { createdAt: new Date("2026-11-20T00:00:00Z"), ...over });
      scene.user.accessKeys.push(other);
      return { scene, id: other.accessKeyId };
    };
    const used = { at: new Date("2026-11-23T00:00:00Z"), service: "s3", region: "eu-west-1" };

    test("that is used stays, whatever is said", async () => {
      const { scene, id } = await second({ lastUsed: used });
      const ran = await scene.rotate(yes);
      expect([ran.status, ran.code()]).toEqual([3, "key-slots-taken"]);
      expect(ran.stdout).toContain("with s3 in eu-west-1");
      const forced = await scene.rotate([...yes, "--delete-key", id]);
      expect([forced.status, forced.code()]).toEqual([2, "input-invalid"]);
      expect(scene.user.accessKeys).toHaveLength(2);
    });

    test("that is inactive goes where it is named, and not else", async () => {
      const { scene, id } = await second({ lastUsed: used, active: false });
      expect((await scene.rotate(yes)).code()).toBe("key-slots-taken");
      const [old] = scene.user.accessKeys;
      expect((await scene.rotate([...yes, "--delete-key", old?.accessKeyId ?? ""])).code()).toBe("input-invalid");
      expect((await scene.rotate([...yes, "--delete-key", id])).json()).toMatchObject({ state: "waiting" });
      expect(scene.user.accessKeys.map(({ accessKeyId }) => accessKeyId)).not.toContain(id);
    });

    test("that was never used and no target holds was left by a run whose journal is lost", async () => {
      const { scene, id } = await second({});
      const ran = await scene.rotate(yes);
      expect(ran.json()).toMatchObject({
        state: "waiting",
        done: [{ step: "discard", keyId: id, because: "never-used" }, {}, {}],
      });
    });

    test("that was just made may be another run's", async () => {
      const { scene } = await second({ createdAt: new Date("2026-11-24T05:50:00Z") });
      const ran = await scene.rotate(yes);
      expect(ran.json()).toMatchObject({
        state: "waiting",
        next: { step: "discard", until: "2026-11-24T06:50:00.000Z" },
      });
      expect(scene.user.accessKeys).toHaveLength(2);
    });

    test("that the targets hold, while the older one is used elsewhere", async () => {
      const { scene, id } = await second({});
      const [old, other] = scene.user.accessKeys;
      for (const variable of scene.variables) {
        variable.value = variable.key === "AWS_ACCESS_KEY_ID" ? id : (other?.secretAccessKey ?? "");
      }
      if (old !== undefined) old.lastUsed = used;
      expect((await scene.rotate(yes)).code()).toBe("key-slots-taken");
      expect((await scene.rotate([...yes, "--old-key", id])).code()).toBe("input-invalid");
      const agreed = await scene.rotate([...yes, "--old-key", old?.accessKeyId ?? ""]);
      expect(agreed.json()).toMatchObject({ next: { step: "delete" } });
      expect(old?.active).toBe(false);
    });
  });

  test("a new key in hidden places alone can't be given to the others; it is replaced where that is asked for", async () => {
    const scene = await rotateScene(["*", "production"]);
    const other = accessKey("455931011959", { createdAt: new Date("2026-11-20T00:00:00Z") });
    scene.user.accessKeys.push(other);
    for (const variable of scene.variables) {
      if (variable.key === "AWS_SECRET_ACCESS_KEY") variable.hidden = true;
      if (variable.environmentScope !== "production") continue;
      variable.value = variable.key === "AWS_ACCESS_KEY_ID" ? other.accessKeyId : other.secretAccessKey;
    }
    const ran = await scene.rotate(yes);
    expect([ran.status, ran.code()]).toEqual([3, "key-slots-taken"]);
    expect(Object.values(scene.stored()).every((pair) => works(scene, pair))).toBe(true);
    const agreed = await scene.rotate([...yes, "--delete-key", other.accessKeyId]);
    expect(agreed.json(), agreed.stdout).toMatchObject({ state: "waiting" });
    expect(Object.values(scene.stored()).every((pair) => works(scene, pair))).toBe(true);
  });

  test("the key that signs this run's calls isn't deactivated by it", async () => {
    const scene = await rotateScene();
    scene.user.policies.push(...scene.role.policies);
    const [key] = scene.user.accessKeys;
    const environment = {
      GITLAB_OIDC_TOKEN: "",
      GITLAB_ECR_ROLE_ARN: "",
      AWS_ACCESS_KEY_ID: key?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
    };
    const ran = await scene.rotate(atOnce, { environment });
    expect([ran.status, ran.code()]).toEqual([2, "input-invalid"]);
    expect(key?.active).toBe(true);
    expect(works(scene, scene.stored()["*"])).toBe(true);
  });
});

describe("a failure in the middle", () => {
  test.each([401, 403, 404, 409, 422])(
    "%i of GitLab puts the old secret back, and the next run goes on",
    async (status) => {
      const scene = await rotateScene();
      const before = scene.stored();
      // The second write is the id's.
      inject(scene.world, "gitlab:UpdateProjectVariable", { kind: "latency", milliseconds: 0 }, 1);
      inject(scene.world, "gitlab:UpdateProjectVariable", { kind: "error", code: "x", message: "no", status }, 1);
      const ran = await scene.rotate(yes);
      expect([ran.status, ran.code()?.startsWith("gitlab-")]).toEqual([3, true]);
      expect(scene.stored()).toEqual(before);
      expect(works(scene, scene.stored()["*"])).toBe(true);
      const again = await scene.rotate(atOnce);
      expect(again.json(), again.stdout).toMatchObject({ state: "finished" });
      expect(scene.user.accessKeys).toHaveLength(1);
      expect(works(scene, scene.stored()["*"])).toBe(true);
    },
  );

  test.each([
    { kind: "server-error", status: 502 },
    { kind: "throttling" },
    { kind: "lost" },
    { kind: "reset" },
  ] as const)("$kind of GitLab passes", async (fault) => {
    const scene = await rotateScene();
    inject(scene.world, "gitlab:UpdateProjectVariable", fault, 2);
    const ran = await scene.rotate(atOnce);
    expect(ran.json(), ran.stdout).toMatchObject({ state: "finished" });
    expect(works(scene, scene.stored()["*"])).toBe(true);
  });

  test.each([
    { kind: "lost" },
    { kind: "truncated" },
    { kind: "empty" },
    { kind: "without", fields: ["SecretAccessKey"] },
    { kind: "server-error" },
    { kind: "reset" },
  ] as const)("a new key whose answer is $kind is looked for, deleted, and made anew", async (fault) => {
    const scene = await rotateScene();
    const given = fault.kind === "without" ? { ...fault, fields: [...fault.fields] } : fault;
    inject(scene.world, "iam:CreateAccessKey", given, 1);
    const ran = await scene.rotate(atOnce);
    expect(ran.json(), ran.stdout + ran.stderr).toMatchObject({ state: "finished" });
    expect(scene.user.accessKeys).toHaveLength(1);
    expect(works(scene, scene.stored()["*"])).toBe(true);
    expect(callsOf(scene.world, "iam:CreateAccessKey")).toHaveLength(2);
  });

  test.each(["iam:UpdateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys"] as const)(
    "%s is made again where its answer was lost, or throttled",
    async (operation) => {
      const scene = await rotateScene();
      inject(scene.world, operation, { kind: "throttling" }, 1);
      inject(scene.world, operation, { kind: "lost" }, 1);
      expect((await scene.rotate(atOnce)).json()).toMatchObject({ state: "finished" });
    },
  );

  test("a quota of IAM is told at once: no waiting changes it", async () => {
    const scene = await rotateScene();
    const waits: number[] = [];
    const message = "Cannot exceed quota for ServiceSpecificCredentials: 2";
    inject(scene.world, "iam:ListAccessKeys", { kind: "error", code: "LimitExceeded", message, status: 409 });
    const ran = await scene.rotate(atOnce, { onWait: (milliseconds) => waits.push(milliseconds) });
    expect([ran.status, ran.code(), waits]).toEqual([3, "aws-refused", []]);
    expect(ran.stdout).toContain(message);
  });

  test("Ctrl-C ends it between two steps, and the next run goes on", async () => {
    for (const operation of ["iam:CreateAccessKey", "sts:GetCallerIdentity", "gitlab:UpdateProjectVariable"] as const) {
      const scene = await rotateScene();
      const controller = new AbortController();
      const interrupt = () => controller.abort(new GitlabEcrError("interrupted", { signal: "SIGINT" }));
      inject(scene.world, operation, { kind: "latency", milliseconds: 0 }, 1);
      inject(scene.world, operation, { kind: "interrupt", when: "after", interrupt }, 1);
      if (operation === "iam:CreateAccessKey") scene.world.faults.shift();
      const ran = await scene.rotate(atOnce, { interrupt: controller.signal });
      expect([ran.status, ran.code()], operation).toEqual([130, "interrupted"]);
      expect(scene.user.accessKeys[0]?.active).toBe(true);
      const again = await scene.rotate(atOnce);
      expect(again.json(), again.stdout).toMatchObject({ state: "finished" });
      expect(works(scene, scene.stored()["*"])).toBe(true);
      expect(scene.user.accessKeys).toHaveLength(1);
    }
  });

  test("a stored value that somebody changes meanwhile keeps the old key alive", async () => {
    const scene = await rotateScene();
    const [id] = scene.variables;
    Object.defineProperty(id, "value", { get: () => scene.user.accessKeys[0]?.accessKeyId, set: () => undefined });
    const ran = await scene.rotate(atOnce);
    expect([ran.status, ran.code()]).toEqual([3, "new-key-refused"]);
    expect(scene.user.accessKeys[0]?.active).toBe(true);
  });
});

describe("the journal", () => {
  test("is private, holds key ids, moments and targets alone, and goes with the old key", async () => {
    const scene = await rotateScene();
    await scene.rotate(yes);
    const path = journalOf(scene.home);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const journal = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    expect(journal).toEqual({
      version: 1,
      account: "455931011959",
      user: "gitlab-ci",
      startedAt: "2026-11-24T06:00:00.000Z",
      oldKeyId: scene.user.accessKeys[0]?.accessKeyId,
      newKeyId: scene.user.accessKeys[1]?.accessKeyId,
      handedOut: false,
      storedAt: "2026-11-24T06:00:00.000Z",
      deactivatedAt: null,
      rolledBackAt: null,
      targets: [`gitlab-project:${exampleProject}`],
    });
    scene.later(1);
    await scene.rotate(yes);
    scene.later(24);
    await scene.rotate(yes);
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });

  test.each([
    { what: "text", text: "hello" },
    { what: "a newer version", text: '{"version":2}' },
    { what: "another user's", text: '{"version":1,"account":"455931011959","user":"else"}' },
    { what: "half of one", text: '{"version":1,"account":"455931011959","user":"gitlab-ci","startedAt":"x"}' },
  ])("that is $what is refused and kept", async ({ text }) => {
    const scene = await rotateScene();
    const file = join(await temporaryFolder(), "journal.json");
    await writeFile(file, text);
    const ran = await scene.rotate([...yes, "--journal", file]);
    expect([ran.status, ran.code()]).toEqual([2, "input-invalid"]);
    expect(await readFile(file, "utf8")).toBe(text);
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
  });

  test("isn't needed: a run without it goes on by what the account shows", async () => {
    const scene = await rotateScene();
    const elsewhere = async () => ({ environment: { HOME: await temporaryFolder() } });
    await scene.rotate(yes, await elsewhere());
    scene.later(2);
    expect((await scene.rotate(yes, await elsewhere())).json()).toMatchObject({ next: { step: "delete" } });
    expect(scene.user.accessKeys[0]?.active).toBe(false);
    scene.later(24);
    expect((await scene.rotate([...yes, "--max-age", "90d"], await elsewhere())).json()).toMatchObject({
      state: "finished",
    });
    expect((await scene.rotate([...yes, "--max-age", "90d"], await elsewhere())).json()).toMatchObject({
      state: "fresh",
    });
  });
});

describe("--rollback", () => {
  const back = [...usual, "--rollback", "--yes", "--json"];

  test("activates the old key, and leaves the new one where it is stored: both work", async () => {
    const scene = await rotateScene();
    await scene.rotate(yes);
    scene.later(1);
    await scene.rotate(yes);
    const ran = await scene.rotate(back);
    expect(ran.json(), ran.stdout).toMatchObject({ state: "rolled-back", done: [{ step: "activate" }] });
    expect(scene.user.accessKeys).toMatchObject([{ active: true }, { active: true }]);
    expect(works(scene, scene.stored()["*"])).toBe(true);
    const next = await scene.rotate(yes);
    expect([next.status, next.code()]).toEqual([3, "key-slots-taken"]);
    const [old] = scene.user.accessKeys;
    scene.later(1);
    expect((await scene.rotate([...yes, "--old-key", old?.accessKeyId ?? ""])).json()).toMatchObject({
      next: { step: "delete" },
    });
  });

  test("restores every place from one that still has the old secret", async () => {
    const scene = await rotateScene(["*", "production"]);
    const before = scene.stored();
    // The third write is the second scope's first.
    inject(scene.world, "gitlab:UpdateProjectVariable", { kind: "latency", milliseconds: 0 }, 2);
    inject(scene.world, "gitlab:UpdateProjectVariable", { kind: "error", code: "x", message: "no", status: 403 }, 1);
    expect((await scene.rotate(yes)).code()).toBe("gitlab-forbidden");
    expect(scene.stored()).not.toEqual(before);
    const ran = await scene.rotate(back);
    expect(ran.json(), ran.stdout).toMatchObject({
      state: "rolled-back",
      done: [{ step: "restore" }, { step: "deactivate" }],
    });
    expect(scene.stored()).toEqual(before);
    expect(scene.user.accessKeys).toMatchObject([{ active: true }, { active: false }]);
    // The next rotation makes room by itself: the key is known to be its own.
    expect((await scene.rotate(atOnce)).json()).toMatchObject({ state: "finished" });
  });

  test("is over once the old key is deleted", async () => {
    const scene = await rotateScene();
    await scene.rotate(atOnce);
    const ran = await scene.rotate(back);
    expect([ran.status, ran.code()]).toEqual([2, "input-invalid"]);
    expect(ran.stdout).toContain("nobody can bring it back");
  });

  test("changes nothing without --yes, and tells what it would do", async () => {
    const scene = await rotateScene();
    await scene.rotate(yes);
    scene.later(1);
    await scene.rotate(yes);
    const ran = await scene.rotate([...usual, "--rollback"]);
    expect([ran.status, ran.code()]).toEqual([2, "input-invalid"]);
    expect(ran.stderr).toMatch(/activate AKIA/);
    expect((await scene.rotate([...usual, "--rollback", "--dry-run", "--json"])).json()).toMatchObject({
      state: "planned",
    });
    expect(scene.user.accessKeys[0]?.active).toBe(false);
  });
});

describe("Secrets Manager", () => {
  const withSecret = async (text: string | undefined) => {
    const scene = await rotateScene([]);
    const [key] = scene.user.accessKeys;
    const filled = text?.replace("<id>", key?.accessKeyId ?? "").replace("<secret>", key?.secretAccessKey ?? "");
    scene.account.secrets = [storedSecret("ci/ecr", filled)];
    return { scene, secret: scene.account.secrets[0] };
  };
  const json =
    '{\n  "note": "ours",\n  "AWS_ACCESS_KEY_ID": "<id>",\n  "AWS_SECRET_ACCESS_KEY": "<secret>",\n  "n": 1\n}\n';
  const target = ["--user", "gitlab-ci", "--target", "secretsmanager:ci/ecr", "--yes", "--json"];
  const current = (secret: ReturnType<typeof storedSecret> | undefined, stage = "AWSCURRENT") =>
    secret?.versions.find(({ stages }) => stages.includes(stage))?.text;

  test("gets both at once, and everything else in the document stays", async () => {
    const { scene, secret } = await withSecret(json);
    const ran = await scene.rotate([...target, "--overlap", "0s", "--grace", "0s"]);
    expect(ran.json(), ran.stdout).toMatchObject({ state: "finished" });
    const [key] = scene.user.accessKeys;
    expect(current(secret)).toBe(
      json.replace("<id>", key?.accessKeyId ?? "").replace("<secret>", key?.secretAccessKey ?? ""),
    );
    expect(callsOf(scene.world, "secretsmanager:PutSecretValue")).toHaveLength(1);
  });

  test("is named by its ARN, in the ARN's region", async () => {
    const { scene } = await withSecret(undefined);
    const [key] = scene.user.accessKeys;
    const text = JSON.stringify({ AWS_ACCESS_KEY_ID: key?.accessKeyId, AWS_SECRET_ACCESS_KEY: key?.secretAccessKey });
    const secret = storedSecret("there", text, "eu-west-1");
    scene.account.secrets = [secret];
    scene.role.policies.push({ Statement: { Effect: "Allow", Action: "secretsmanager:*", Resource: secret.arn } });
    const args = ["--user", "gitlab-ci", "--target", `secretsmanager:${secret.arn}`, "--yes", "--json"];
    expect((await scene.rotate(args)).json()).toMatchObject({ state: "waiting" });
    expect(current(secret)).toContain(scene.user.accessKeys[1]?.accessKeyId);
  });

  test("keeps the old pair, so that a rollback restores it", async () => {
    const { scene, secret } = await withSecret(json);
    const before = current(secret);
    await scene.rotate(target);
    expect(current(secret)).not.toBe(before);
    const ran = await scene.rotate([...target, "--rollback"]);
    expect(ran.json(), ran.stdout).toMatchObject({ done: [{ step: "restore" }, { step: "deactivate" }] });
    expect(current(secret)).toBe(before);
  });

  test("and GitLab get the same pair", async () => {
    const { scene, secret } = await withSecret(json);
    const [key] = scene.user.accessKeys;
    scene.variables.push(
      gitlabVariable("AWS_ACCESS_KEY_ID", key?.accessKeyId ?? ""),
      gitlabVariable("AWS_SECRET_ACCESS_KEY", key?.secretAccessKey ?? ""),
    );
    await scene.rotate([...target, "--target", `gitlab-project:${exampleProject}`]);
    const pair = scene.stored()["*"];
    expect(works(scene, pair)).toBe(true);
    expect(current(secret)).toContain(pair?.secret);
  });

  test.each([
    { what: "bytes", text: undefined, code: "input-invalid" },
    { what: "text", text: "<id>:<secret>", code: "input-invalid" },
    { what: "another's JSON", text: '{"user":"x"}', code: "key-not-stored" },
  ])("that holds $what is refused, before anything is changed", async ({ text, code }) => {
    const { scene } = await withSecret(text);
    const ran = await scene.rotate(target);
    expect([ran.status, ran.code()]).toEqual([2, code]);
    expect(operations(scene).filter((one) => changing.test(one))).toEqual([]);
  });

  test("that isn't there, or may not be read, is told", async () => {
    const { scene } = await withSecret(json);
    scene.account.secrets = [];
    expect((await scene.rotate(target)).code()).toBe("input-invalid");
    scene.role.policies = [{ Statement: { Effect: "Allow", Action: "iam:*", Resource: "*" } }];
    expect((await scene.rotate(target)).code()).toBe("rotation-denied");
  });
});

test("tells of a custom endpoint where it is called", async () => {
  const scene = await rotateScene();
  const environment = {
    AWS_ENDPOINT_URL_IAM: "https://iam.amazonaws.com",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: "https://secretsmanager.ap-northeast-1.amazonaws.com",
  };
  const plain = await scene.rotate([...usual, "--dry-run"], { environment });
  expect(plain.stderr).toContain("custom endpoint for IAM");
  expect(plain.stderr).not.toContain("SECRETS_MANAGER");
  const [key] = scene.user.accessKeys;
  const pair = { AWS_ACCESS_KEY_ID: key?.accessKeyId, AWS_SECRET_ACCESS_KEY: key?.secretAccessKey };
  scene.account.secrets = [storedSecret("ci/ecr", JSON.stringify(pair))];
  const stored = await scene.rotate([...usual, "--target", "secretsmanager:ci/ecr", "--dry-run"], { environment });
  expect(stored.stderr).toContain("custom endpoint for SECRETS_MANAGER");
});

describe("standard output", () => {
  const outside = { environment: { CI: "", GITLAB_CI: "" } };
  const target = ["--user", "gitlab-ci", "--target", "stdout", "--yes"];

  test("gets the pair and nothing else, and the journal knows that it was handed out", async () => {
    const scene = await rotateScene([]);
    const ran = await scene.rotate(target, outside);
    const [, key] = scene.user.accessKeys;
    expect(ran.stdout).toBe(`AWS_ACCESS_KEY_ID=${key?.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${key?.secretAccessKey}\n`);
    expect(ran.stderr).not.toContain(key?.secretAccessKey);
    expect(ran.stderr).toContain("3. print the new key on standard output\n");
    expect(ran.stderr).toContain("\n  standard output: can't be read back\n");
    expect(await readFile(journalOf(scene.home), "utf8")).toContain('"handedOut": true');
    scene.later(2);
    expect((await scene.rotate(target, outside)).stdout).toBe("");
    expect(scene.user.accessKeys[0]?.active).toBe(false);
    scene.later(25);
    await scene.rotate(target, outside);
    expect(scene.user.accessKeys).toEqual([key]);
  });

  test("isn't written to on a terminal without --yes, nor beside --json", async () => {
    const scene = await rotateScene([]);
    expect((await scene.rotate(target.slice(0, -1), { ...outside, terminal: true })).code()).toBe("input-invalid");
    expect((await scene.rotate([...target, "--json"], outside)).code()).toBe("input-invalid");
    expect(scene.world.calls).toEqual([]);
    const plan = await scene.rotate([...target.slice(0, -1), "--dry-run"], { ...outside, terminal: true });
    expect([plan.status, plan.stdout, plan.stderr]).toEqual([0, "", expect.stringContaining("Nothing was changed.")]);
    expect((await scene.rotate(target, { ...outside, terminal: true })).stdout).toContain("AWS_ACCESS_KEY_ID=");
  });

  test("never has its key deleted without a word, once its journal is lost", async () => {
    const scene = await rotateScene([]);
    await scene.rotate(target, outside);
    scene.later(5);
    const HOME = await temporaryFolder();
    const ran = await scene.rotate(target, { environment: { ...outside.environment, HOME } });
    expect([ran.status, ran.code()]).toEqual([3, "key-slots-taken"]);
    expect(scene.user.accessKeys).toHaveLength(2);
  });
});

test("no secret is in the journal, in output, or in errors", async () => {
  for (const fault of [null, "gitlab:UpdateProjectVariable", "iam:UpdateAccessKey", "sts:GetCallerIdentity"] as const) {
    const scene = await rotateScene(["*", "production"]);
    if (fault !== null) {
      inject(scene.world, fault, { kind: "latency", milliseconds: 0 }, 1);
      inject(scene.world, fault, { kind: "error", code: "AccessDenied", message: "no", status: 403 }, 1);
    }
    const journal = () => readFile(journalOf(scene.home), "utf8").catch(() => "");
    const runs = [
      await scene.rotate([...usual, "--yes", "--verbose"]),
      await scene.rotate([...usual, "--rollback", "--yes", "--verbose", "--json"]),
      await scene.rotate([...atOnce, "--verbose"]),
    ];
    const printed = runs.map(({ stdout, stderr }) => stdout + stderr).join("") + (await journal());
    for (const secret of scene.secrets()) expect(printed).not.toContain(secret);
  }
});

describe("--all-candidates", () => {
  const all = ["--all-candidates", "--target", `gitlab-project:${exampleProject}`, "--yes", "--json"];
  test("rotates each user whose key a target holds, and leaves the others alone", async () => {
    const scene = await rotateScene();
    scene.role.policies.push({ Statement: { Effect: "Allow", Action: "iam:*", Resource: "*" } });
    const [second, elsewhere] = [user({ name: "ecr-push" }), user({ name: "ci-cd" })];
    const [key] = second.accessKeys;
    scene.account.users.push(second, elsewhere, user({ name: "alice", accessKeys: [] }));
    scene.variables.push(
      gitlabVariable("AWS_ACCESS_KEY_ID", key?.accessKeyId ?? "", { environmentScope: "second" }),
      gitlabVariable("AWS_SECRET_ACCESS_KEY", key?.secretAccessKey ?? "", { environmentScope: "second" }),
    );
    const ran = await scene.rotate([...all, "--overlap", "0s", "--grace", "0s"]);
    expect(ran.json(), ran.stdout + ran.stderr).toMatchObject({ ok: true, skipped: ["ci-cd"] });
    const users = ran.json().users as { user: string; state: string }[];
    expect(users.map(({ user: name, state }) => [name, state]).sort()).toEqual([
      ["ecr-push", "finished"],
      ["gitlab-ci", "finished"],
    ]);
    expect(scene.stored().second?.id).toBe(second.accessKeys[0]?.accessKeyId);
    expect(second.accessKeys).not.toContain(key);
    expect(works(scene, scene.stored()["*"])).toBe(true);
    expect(elsewhere.accessKeys).toHaveLength(1);
  });

  test("that can't be read is no empty account", async () => {
    const scene = await rotateScene();
    const ran = await scene.rotate(all);
    expect([ran.status, ran.code() !== undefined]).toEqual([3, true]);
    expect(ran.stdout).toContain("iam:GetAccountAuthorizationDetails");
    expect(ran.stdout).toContain("gitlab-ecr setup --access audit");
  });

  test("takes no option of one user's", async () => {
    const scene = await rotateScene();
    for (const more of [
      ["--user", "gitlab-ci"],
      ["--rollback"],
      ["--old-key", "AKIA0123456789ABCDEF"],
      ["--target", "stdout"],
    ]) {
      expect((await scene.rotate([...all, ...more])).code()).toBe("input-invalid");
    }
    expect(scene.world.calls).toEqual([]);
  });
});

describe("--print-policy", () => {
  test("prints what a rotation needs, and calls nobody", async () => {
    const scene = await rotateScene();
    const args = [
      "--print-policy",
      "--user",
      "gitlab-ci",
      "--account",
      "455931011959",
      "--target",
      "secretsmanager:ci/ecr",
    ];
    const ran = await scene.rotate(args);
    const policy = JSON.parse(ran.stdout) as (typeof scene.role.policies)[number];
    expect(scene.world.calls).toEqual([]);
    expect(policy).toMatchObject({
      Statement: [
        { Resource: ["arn:aws:iam::455931011959:user/gitlab-ci"] },
        { Resource: ["arn:aws:secretsmanager:ap-northeast-1:455931011959:secret:ci/ecr-??????"] },
      ],
    });
    scene.role.policies = [policy];
    expect((await scene.rotate(atOnce)).json()).toMatchObject({ state: "finished" });
  });

  test("takes an account", async () => {
    const scene = await rotateScene();
    expect((await scene.rotate(["--print-policy", "--user", "x"])).code()).toBe("input-invalid");
  });
});
