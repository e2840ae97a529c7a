import { beforeAll, describe, expect, test } from "vitest";
import { accepts, readTemplate, type Template } from "./template.ts";

let template: Template;
let login: Template;

const parentOf = (jobs: Readonly<Record<string, unknown>>, name: string) =>
  (jobs[name] as { readonly extends: string }).extends;

beforeAll(async () => {
  [template, login] = await Promise.all([readTemplate("push"), readTemplate("login")]);
});

describe("the push component's jobs", () => {
  const keywords = ["default", "workflow", "variables", "stages", "include", "image", "services", "spec"];

  test("are the job and what it may build with, and no global keyword", () => {
    const names = Object.keys(template.jobs());
    expect(names).toEqual([".ecr-push-docker", ".ecr-push-buildah", ".ecr-push-dind", ".ecr-push-socket", "ecr-push"]);
    for (const keyword of keywords) expect(names).not.toContain(keyword);
  });

  test("take the name that they are given, all of them: the component can be included twice", () => {
    expect(Object.keys(template.jobs({ job_name: "push app" }))).toEqual([
      ".push app-docker",
      ".push app-buildah",
      ".push app-dind",
      ".push app-socket",
      "push app",
    ]);
  });

  test.each(["dind", "socket"])("extend the daemon that is asked for: %s", (docker) => {
    const jobs = template.jobs({ docker });
    expect(parentOf(jobs, "ecr-push")).toBe(".ecr-push-docker");
    const parent = parentOf(jobs, ".ecr-push-docker");
    expect(jobs[parent]?.variables).toMatchObject({ GITLAB_ECR_PUSH_DOCKER: docker, GITLAB_ECR_PUSH_ENGINE: "docker" });
  });

  test("extend buildah's settings for runners without privileges where that is asked for, and start no daemon", () => {
    const jobs = template.jobs({ engine: "buildah" });
    expect(jobs[parentOf(jobs, "ecr-push")]).toEqual({
      variables: { GITLAB_ECR_PUSH_ENGINE: "buildah", BUILDAH_ISOLATION: "chroot", STORAGE_DRIVER: "vfs" },
    });
    expect(jobs["ecr-push"]?.variables.GITLAB_ECR_ENGINE).toBe("buildah");
  });

  test("reach the service's daemon over TLS", () => {
    expect(template.jobs({ dind_image: "mirror/docker:29-dind" })[".ecr-push-dind"]).toEqual({
      services: [{ name: "mirror/docker:29-dind", alias: "docker" }],
      variables: {
        GITLAB_ECR_PUSH_ENGINE: "docker",
        GITLAB_ECR_PUSH_DOCKER: "dind",
        DOCKER_HOST: "tcp://docker:2376",
        DOCKER_TLS_CERTDIR: "/certs",
        DOCKER_TLS_VERIFY: "1",
        DOCKER_CERT_PATH: "/certs/client",
      },
    });
  });

  test("leave the runner's own DOCKER_HOST alone with a mounted socket", () => {
    expect(template.jobs()[".ecr-push-socket"]).toEqual({
      variables: { GITLAB_ECR_PUSH_ENGINE: "docker", GITLAB_ECR_PUSH_DOCKER: "socket" },
    });
  });

  test("log in as the login component does, with its variables from its inputs", () => {
    const [own, others] = [template.jobs()["ecr-push"], login.jobs()[".ecr-login"]];
    for (const [name, value] of Object.entries(others?.variables ?? {})) {
      const { [name]: here } = { ...own?.variables };
      if (name === "GITLAB_ECR_ENGINE") expect(here).toBe("docker");
      // A push is all that the session may be narrowed to.
      else if (name === "GITLAB_ECR_SCOPE") expect(here).toBeUndefined();
      else if (name === "GITLAB_ECR_WRITE_ENV") expect(here).toMatch(/^\$\{CI_PROJECT_DIR\}\.tmp\//);
      else expect(here, name).toBe(value);
    }
    expect(own?.id_tokens).toEqual(others?.id_tokens);
  });

  test("hand the outputs on as variables", () => {
    const { artifacts } = template.jobs({ env_file: "out/x.env" })["ecr-push"] as Record<string, unknown>;
    expect(artifacts).toEqual({ reports: { dotenv: "out/x.env" } });
  });
});

describe("the push component's inputs", () => {
  const each = () => Object.entries(template.inputs);

  test("are those of the login component, where they mean the same", () => {
    const other = ["engine", "write_env", "registries", "image", "job_name", "scope", "repository"];
    for (const [name, input] of Object.entries(login.inputs)) {
      if (!other.includes(name)) expect(template.inputs[name], name).toEqual(input);
    }
  });

  test("narrow the session by the repositories that login takes for it", () => {
    const { description: _own, ...here } = template.inputs.scope_repositories ?? {};
    const { description: _other, ...there } = login.inputs.repository ?? {};
    expect(here).toEqual(there);
  });

  test("are described, and have a default that they accept themselves; strings have options or a regular expression", () => {
    for (const [name, input] of each()) {
      expect(input.description, name).toMatch(/^[A-Z].{10,1022}\.$/);
      expect(input.type, name).toMatch(/^(string|boolean)$/);
      expect(typeof input.default, name).toBe(input.type);
      expect(accepts(input, String(input.default)), name).toBe(true);
      expect(String(input.default), name).not.toBe("");
      const constraints = [input.options, input.regex].filter((one) => one !== undefined);
      expect(constraints, name).toHaveLength(input.type === "string" ? 1 : 0);
      if (input.regex !== undefined) expect(input.regex, name).toMatch(/^\^.*\$$/);
      expect(input.regex ?? "", name).not.toMatch(/\(\?[=!<]|\\[1-9]/);
    }
  });

  test("are all used, and never in a script", () => {
    const used = [...template.body.matchAll(/\$\[\[ inputs\.(\w+) \]\]/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(template.inputs)));
    const { before_script, script, after_script } = template.jobs()["ecr-push"] as unknown as Record<string, string[]>;
    const told = Object.fromEntries(each().map(([name]) => [name, "TOLD"]));
    const job = template.jobs(told).TOLD as unknown as Record<string, string[]>;
    expect([job.before_script, job.script, job.after_script]).toEqual([before_script, script, after_script]);
  });

  test.each([
    "$(touch x)",
    "`touch x`",
    "x; touch x",
    "x && y",
    "x | y",
    "x > y",
    'x" y',
    "x' y",
    "x\\y",
    "$NAME; x",
    "*",
  ])("refuse %j, but for a build argument's value, which is text", (value) => {
    const accepting = each().filter(([, input]) => accepts(input, value));
    expect(accepting.map(([name]) => name)).toEqual([]);
    expect(accepts(template.inputs.build_args, `NAME=${value}`)).toBe(true);
  });

  test.each(["tags", "dockerfile", "build_args", "target", "platforms", "cache"])(
    "%s may be empty, or a variable's",
    (name) => {
      expect(["", "$NAME", "${NAME}"].filter((value) => accepts(template.inputs[name], value))).toHaveLength(3);
    },
  );

  test.each([
    ["repository", "team/app-1.x_y", true],
    ["repository", "${CI_PROJECT_PATH_SLUG}/app", true],
    ["repository", "App", false],
    ["repository", "/app", false],
    ["repository", "", false],
    ["tags", "v1.2, $CI_COMMIT_SHORT_SHA nightly", true],
    ["tags", "a:b", false],
    ["create_repository", "true", true],
    ["create_repository", "$CREATE", false],
    ["scan_on_push", "false", true],
    ["immutable_tags", "yes", false],
    ["tag_latest", "true", true],
    ["tag_latest", "on", false],
    ["context", "services/my app", true],
    ["context", "-", false],
    ["context", "--network=host", false],
    ["dockerfile", "build/Dockerfile.prod", true],
    ["dockerfile", "-", false],
    ["build_args", "A=1\nB=two words, and 'quotes'\nC\n", true],
    ["build_args", "A = 1", false],
    ["build_args", "--network=host", false],
    ["target", "runtime-1.0_x", true],
    ["target", "a b", false],
    ["platforms", "linux/amd64", true],
    ["platforms", "linux/amd64, linux/arm64/v8", true],
    ["platforms", "linux/amd64 linux/arm64", false],
    ["cache", "build-cache", true],
    ["cache", "team/cache:app", true],
    ["cache", "x,mode=max", false],
    ["provenance", "max", true],
    ["provenance", "true", false],
    ["env_file", "out/push.env", true],
    ["env_file", "../push.env", false],
    ["env_file", "/etc/profile", false],
    ["env_prefix", "APP_1", true],
    ["env_prefix", "1", false],
    ["engine", "buildah", true],
    ["engine", "kaniko", false],
    ["docker", "socket", true],
    ["docker", "podman", false],
    ["dind_image", "docker:29-dind@sha256:0123", true],
    ["allowed_account_ids", "$LIST", false],
    ["job_name", "push app: main", true],
    ["job_name", ".hidden", false],
  ])("%s, given %j: %s", (name, value, accepted) => {
    expect(accepts(template.inputs[name], value)).toBe(accepted);
  });
});
