import { beforeAll, describe, expect, test } from "vitest";
import { commonOptions, variableOf } from "../../src/cli/option-spec.ts";
import { rotateSpecs } from "../../src/cli/rotate-options.ts";
import { rotateScene, works } from "../cli/rotate-scene.ts";
import { interceptRequests, temporaryFolder } from "../cli/run-cli.ts";
import { exampleProject } from "../fake/index.ts";
import { runWithStub } from "./run-with-stub.ts";
import { accepts, readTemplate, type Template } from "./template.ts";

interceptRequests();

const needed = { user: "gitlab-ci", targets: `gitlab-project:${exampleProject}` };

let template: Template;
let script: string;

beforeAll(async () => {
  template = await readTemplate("rotate");
  const job = template.jobs(needed)["ecr-rotate"] as { script?: string[] } | undefined;
  script = job?.script?.[0] ?? "";
});

describe("the rotation's job", () => {
  test("runs on a schedule or by hand, one at a time, with a token, and keeps nothing", () => {
    const job = template.jobs({ ...needed, job_name: "turn", audience: "aws" }).turn;
    expect(job).toMatchObject({
      rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule" || $CI_PIPELINE_SOURCE == "web"' }],
      resource_group: "turn",
      interruptible: false,
      id_tokens: { GITLAB_OIDC_TOKEN: { aud: "aws" } },
    });
    expect(Object.keys(job ?? {})).not.toContain("artifacts");
    expect(Object.keys(job ?? {})).not.toContain("cache");
  });

  test("sets only variables that rotate reads, each from the input of its name", () => {
    const known = new Set([...Object.values(rotateSpecs), ...commonOptions].map(variableOf));
    for (const name of ["GITLAB_ECR_ARCHIVE_URL", "GITLAB_ECR_INSTALL_NODE"]) known.add(name);
    const { GITLAB_ECR_AUTH: auth, ...variables } = template.jobs(needed)["ecr-rotate"]?.variables ?? {};
    expect(auth).toBe("oidc");
    for (const name of Object.keys(variables)) {
      expect(known, name).toContain(name);
      const input = name
        .slice("GITLAB_ECR_".length)
        .toLowerCase()
        .replace(/^target$/, "targets");
      expect(template.body).toContain(`${name}: "$[[ inputs.${input} ]]"`);
    }
  });

  test("has inputs that are described, used, accept their defaults, and have no empty one", () => {
    const required: string[] = [];
    for (const [name, input] of Object.entries(template.inputs)) {
      expect(input.description, name).toMatch(/^[A-Z].{10,1022}\.$/);
      expect(template.body, name).toContain(`$[[ inputs.${name} ]]`);
      if (input.default === undefined) required.push(name);
      else expect([String(input.default) !== "", accepts(input, String(input.default))], name).toEqual([true, true]);
    }
    expect(required).toEqual(["user", "targets"]);
  });

  test.each([
    ["user", "gitlab-ci", true],
    ["user", "$CI_USER", true],
    ["user", "path/gitlab-ci", false],
    ["user", "", false],
    ["targets", "gitlab-project:org/app, gitlab-group:org secretsmanager:ci/ecr", true],
    ["targets", "secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:ci/ecr-a1B2c3", true],
    ["targets", "gitlab-project:${CI_PROJECT_PATH}", true],
    ["targets", "gitlab-project:org/app; curl x", false],
    ["targets", "$(id)", false],
    ["max_age", "90d", true],
    ["max_age", "three months", false],
    ["overlap", "0s", true],
    ["grace", "7d", true],
    ["id_variable", "ECR_KEY_ID", true],
    ["id_variable", "`id`", false],
    ["role_arn", "rotate", false],
  ])("input %s: %s (accepted: %s)", (name, value, accepted) => {
    expect(accepts(template.inputs[name], value)).toBe(accepted);
  });

  test("rotates with what it sets, though the job sees the keys that it rotates, and keeps no file", async () => {
    const scene = await rotateScene();
    const variables = template.jobs({ ...needed, role_arn: scene.role.arn, region: "ap-northeast-1" })["ecr-rotate"]
      ?.variables;
    const run = async () => {
      const pair = scene.stored()["*"];
      const keys = { AWS_ACCESS_KEY_ID: pair?.id, AWS_SECRET_ACCESS_KEY: pair?.secret };
      const environment = { ...variables, ...keys, HOME: await temporaryFolder(), GITLAB_ECR_ARCHIVE_URL: undefined };
      return scene.rotate(["--yes", "--json"], { environment });
    };
    expect((await run()).json()).toMatchObject({ state: "waiting", next: { step: "deactivate" } });
    scene.later(24);
    expect((await run()).json()).toMatchObject({ state: "waiting", next: { step: "delete" } });
    scene.later(24);
    expect((await run()).json()).toMatchObject({ state: "finished" });
    scene.later(24);
    expect((await run()).json()).toMatchObject({ state: "fresh" });
    expect(works(scene, scene.stored()["*"])).toBe(true);
  });
});

describe("its script", () => {
  const run = (environment: Record<string, string>) => runWithStub(script, environment, 3);

  test("runs gitlab-ecr of the image, and ends as it ends", async () => {
    const { status, said } = await run({ PATH: "FOLDER:/usr/bin:/bin" });
    expect([status, said]).toEqual([3, "rotate --yes "]);
  });

  test("says what is missing where there is none", async () => {
    const { status, stderr } = await run({ GITLAB_ECR_BUNDLE: "/nowhere/gitlab-ecr.cjs" });
    expect(status).toBe(1);
    expect(stderr).toContain("gitlab-ecr: This job has no gitlab-ecr. Ways out:");
  });
});
