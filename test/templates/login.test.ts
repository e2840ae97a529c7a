import { beforeAll, describe, expect, test } from "vitest";
import { loginOptionSpecs } from "../../src/cli/login-options.ts";
import { commonOptions, variableOf } from "../../src/cli/option-spec.ts";
import { sessionOptionSpecs } from "../../src/cli/session-options.ts";
import { accepts, type Job, readTemplate, type Template } from "./template.ts";

let template: Template;

beforeAll(async () => {
  template = await readTemplate("login");
});

const specs = [...Object.values({ ...loginOptionSpecs, ...sessionOptionSpecs }), ...commonOptions];

/** Options that take several values by inputs whose names say so. */
const plurals: Readonly<Record<string, string>> = {
  "allowed-account-id": "allowed_account_ids",
  "session-policy-arn": "session_policy_arns",
  "chain-role-arn": "chain_role_arns",
};
const inputOf = (option: string) => plurals[option] ?? option.replaceAll("-", "_");

/** Keywords that would reach into the pipeline of whoever includes the component. */
const globalKeywords = [
  "default",
  "workflow",
  "variables",
  "stages",
  "include",
  "image",
  "services",
  "cache",
  "before_script",
  "after_script",
  "spec",
];

describe("the component's job", () => {
  test("is one hidden job and no global keyword", () => {
    const names = Object.keys(template.jobs());
    expect(names).toEqual([".ecr-login"]);
    for (const keyword of globalKeywords) expect(names).not.toContain(keyword);
  });

  test("takes the name, the stage, the image and the audience that it is given", () => {
    const { ".other": job } = template.jobs({ job_name: ".other", stage: "deploy", image: "alpine", audience: "aws" });
    expect(job).toMatchObject({
      stage: "deploy",
      image: "alpine",
      id_tokens: { GITLAB_OIDC_TOKEN: { aud: "aws" } },
    });
  });

  test("asks for the token that AWS accepts by default", () => {
    expect(template.jobs()[".ecr-login"]?.id_tokens).toEqual({ GITLAB_OIDC_TOKEN: { aud: "sts.amazonaws.com" } });
  });

  test("has no keyword beyond what a login needs, so that the job that extends it keeps its own", () => {
    expect(Object.keys(template.jobs()[".ecr-login"] ?? {}).sort()).toEqual([
      "after_script",
      "before_script",
      "id_tokens",
      "image",
      "stage",
      "variables",
    ]);
  });

  test("sets no variable but our own and DOCKER_CONFIG", () => {
    const names = Object.keys(template.jobs()[".ecr-login"]?.variables ?? {});
    expect(names.filter((name) => !name.startsWith("GITLAB_ECR_"))).toEqual(["DOCKER_CONFIG"]);
  });

  test("sets only variables that login or the script around it reads, each from the input of its name", () => {
    const { DOCKER_CONFIG: _own, ...variables } = template.jobs()[".ecr-login"]?.variables ?? {};
    const known = new Map(specs.map((spec) => [variableOf(spec), spec.name]));
    for (const name of Object.keys(variables)) {
      const ofScript = [
        "GITLAB_ECR_REGISTRIES",
        "GITLAB_ECR_BUNDLE_URL",
        "GITLAB_ECR_ARCHIVE_URL",
        "GITLAB_ECR_INSTALL_NODE",
      ].includes(name);
      expect(ofScript || known.has(name), `${name} is no option of login's`).toBe(true);
      const input = inputOf(known.get(name) ?? name.slice("GITLAB_ECR_".length).toLowerCase());
      expect(template.body).toContain(`    ${name}: "$[[ inputs.${input} ]]"\n`);
    }
  });

  test("has an input for every option of login's, but for the token's place, the folder, the profile and how much is said", () => {
    const left = ["id-token-env", "id-token-file", "config-dir", "profile", "json", "quiet", "verbose"];
    const inputs = specs
      .map(({ name }) => name)
      .filter((name) => !left.includes(name))
      .map(inputOf);
    expect(Object.keys(template.inputs)).toEqual(expect.arrayContaining([...inputs, "registries"]));
  });
});

test.each([loginOptionSpecs.engine, sessionOptionSpecs.scope])(
  "the component's input $name has login's choices",
  (spec) => {
    expect(template.inputs[spec.name]?.options).toEqual(spec.choices);
  },
);

describe("the component's inputs", () => {
  const each = () => Object.entries(template.inputs);

  test("are described, and have a default; strings have either options or a regular expression", () => {
    for (const [name, input] of each()) {
      expect(input.description, name).toMatch(/^[A-Z].{10,1022}\.$/);
      expect(input.type, name).toMatch(/^(string|boolean)$/);
      expect(typeof input.default, name).toBe(input.type);
      const constraints = [input.options, input.regex].filter((one) => one !== undefined);
      expect(constraints, name).toHaveLength(input.type === "string" ? 1 : 0);
    }
  });

  test("are all used, and no others", () => {
    const used = [...template.body.matchAll(/\$\[\[(.*?)\]\]/g)].map(([, inside]) => inside?.trim());
    expect(used.sort()).toEqual(
      Object.keys(template.inputs)
        .map((name) => `inputs.${name}`)
        .sort(),
    );
  });

  test("never get into a script", () => {
    const { before_script: before, after_script: after } = template.jobs()[".ecr-login"] as Job;
    const told = Object.fromEntries(each().map(([name]) => [name, name === "job_name" ? ".ecr-login" : "TOLD"]));
    const job = template.jobs(told)[".ecr-login"];
    expect([job?.before_script, job?.after_script]).toEqual([before, after]);
  });

  test("have defaults that they accept themselves", () => {
    for (const [name, input] of each()) expect(accepts(input, String(input.default)), name).toBe(true);
  });

  test("have no empty default: GitLab before 18.1 holds an empty value against every regular expression", () => {
    for (const [name, input] of each()) expect(String(input.default).trim(), name).not.toBe("");
  });

  test("have regular expressions from end to end, in the syntax of RE2", () => {
    for (const [name, { regex }] of each()) {
      if (regex === undefined) continue;
      expect(regex, name).toMatch(/^\^.*\$$/);
      expect(regex, name).not.toMatch(/\(\?[=!<]|\\[1-9]/);
    }
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
    "x\ny",
    "x\\y",
    "$NAME; x",
    "*",
  ])("refuse %j, all of them", (value) => {
    const accepting = each().filter(([, input]) => accepts(input, value));
    expect(accepting.map(([name]) => name)).toEqual([]);
  });

  test.each([
    ["session_policy", "ECR_SESSION_POLICY"],
    ["session_policy_arns", "ECR_SESSION_POLICY_ARNS"],
    ["external_id_env", "ECR_EXTERNAL_ID_ENV"],
    ["fips", "AWS_USE_FIPS_ENDPOINT"],
    ["dualstack", "AWS_USE_DUALSTACK_ENDPOINT"],
  ])("%s may be empty or the variable %s, and no other: one that got lost would loosen the login", (name, own) => {
    const values = ["", `$${own}`, `$${own}X`, "$NAME", "${NAME}"];
    expect(values.filter((value) => accepts(template.inputs[name], value))).toEqual(["", `$${own}`]);
  });

  test.each([
    "role_arn",
    "registries",
    "region",
    "duration",
    "session_name",
    "timeout",
    "write_env",
    "write_annotations",
    "repository",
    "chain_role_arns",
  ])("%s may be empty, or a variable's", (name) => {
    const accepted = ["", "$NAME", "${NAME}"].filter((value) => accepts(template.inputs[name], value));
    expect(accepted).toEqual(["", "$NAME", "${NAME}"]);
  });

  test.each(["access_key_id_env", "secret_access_key_env", "session_token_env"])(
    "%s takes a name and nothing that would become the secret itself",
    (name) => {
      const values = ["", "MY_KEY", "$MY_KEY", "${MY_KEY}", "A$B", "1KEY"];
      expect(values.filter((value) => accepts(template.inputs[name], value))).toEqual(["", "MY_KEY"]);
    },
  );

  test.each([
    ["role_arn", "arn:aws:iam::123456789012:role/gitlab-ecr-role", true],
    ["role_arn", "arn:aws-us-gov:iam::012345678901:role/path/of/a/role_+=,.@-", true],
    ["role_arn", "arn:aws:iam::123456789012:user/me", false],
    ["role_arn", "arn:aws:iam::12345678901:role/x", false],
    ["role_arn", " arn:aws:iam::123456789012:role/x", false],
    ["registries", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", true],
    ["registries", "123456789012, 210987654321.us-east-1 $MORE", true],
    ["registries", "$ACCOUNT.dkr.ecr.${AWS_REGION}.amazonaws.com/team/app", true],
    ["region", "us-gov-west-1", true],
    ["region", "eusc-de-east-1", true],
    ["region", "us-isob-east-1", true],
    ["region", "Europe", false],
    ["auth", "oidc", true],
    ["auth", "keys", false],
    ["duration", "1h", true],
    ["duration", "one hour", false],
    ["session_name", "build-$CI_JOB_ID", true],
    ["allowed_account_ids", "any", true],
    ["allowed_account_ids", "123456789012 012345678901,210987654321", true],
    ["allowed_account_ids", "any 123456789012", false],
    // What expands to nothing would allow every account.
    ["allowed_account_ids", "$STAGE_ACCOUNT", false],
    ["allowed_account_ids", "123456789012 ${STAGE_ACCOUNT}", false],
    ["allowed_account_ids", "", false],
    ["bundle_url", "${CI_API_V4_URL}/projects/1/packages/generic/gitlab-ecr/1.0.0/gitlab-ecr.cjs", true],
    ["bundle_url", "https://mirror.example.com:8443/gitlab-ecr.cjs?x=1", true],
    ["bundle_url", "http://mirror.example.com/gitlab-ecr.cjs", false],
    ["bundle_url", "http://localhost.example.com/gitlab-ecr.cjs", false],
    ["bundle_url", "https://user@mirror.example.com/gitlab-ecr.cjs", false],
    ["bundle_url", "-o/tmp/x", false],
    ["install_node", "true", true],
    ["install_node", "yes", false],
    ["allowed_account_ids", "12345678901", false],
    ["engine", "config", true],
    ["engine", "podman", true],
    ["engine", "buildah", true],
    ["engine", "skopeo", true],
    ["engine", "helper", true],
    ["engine", "kaniko", false],
    ["archive_url", "${CI_API_V4_URL}/projects/1/packages/generic/gitlab-ecr/1.0.0/gitlab-ecr.tar", true],
    ["archive_url", "http://mirror.example.com/gitlab-ecr.tar", false],
    ["write_env", "$CI_PROJECT_DIR/ecr.env", true],
    ["write_annotations", "gitlab-ecr-annotations.json", true],
    ["fallback_until", "2026-12-31", true],
    ["fallback_until", "$FALLBACK_UNTIL", true],
    ["fallback_until", "", false],
    ["fallback_until", "soon", false],
    ["stage", ".pre", true],
    ["stage", "build and push", true],
    ["stage", "", false],
    ["image", "registry.example.com:5000/team/node@sha256:0123abcd", true],
    ["image", "$CI_REGISTRY_IMAGE/node:${VERSION}", true],
    ["image", "", false],
    ["scope", "pull", true],
    ["scope", "audit", false],
    ["repository", "team/app, base/node", true],
    ["repository", "$CI_PROJECT_NAME-cache", true],
    ["repository", "Team", false],
    ["session_policy", "ci/session policy.json", false],
    ["session_policy", "ci/session-policy.json", true],
    ["session_policy_arns", "arn:aws:iam::aws:policy/ReadOnlyAccess arn:aws:iam::123456789012:policy/path/x", true],
    ["session_policy_arns", "arn:aws:iam::123456789012:role/x", false],
    ["chain_role_arns", "arn:aws:iam::123456789012:role/a, $DEPLOY_ROLE", true],
    ["chain_role_arns", "arn:aws:iam::123456789012:policy/a", false],
    ["external_id_env", "DEPLOY_EXTERNAL_ID", true],
    ["external_id_env", "not-a-name", false],
    ["fips", "true", true],
    ["fips", "yes", false],
    ["dualstack", "false", true],
    ["audience", "https://gitlab.example.com", true],
    ["audience", "", false],
    ["job_name", ".login-to-ecr", true],
    ["job_name", "login", false],
    ["job_name", ".", false],
  ])("%s, given %j: %s", (name, value, accepted) => {
    expect(accepts(template.inputs[name], value)).toBe(accepted);
  });
});
