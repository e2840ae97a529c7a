import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { componentVariables, defaultVariables } from "../../../src/core/migration/component-variables.ts";
import {
  type ConcernedVariable,
  concernedVariables,
  listedVariable,
  type PlanOfVariables,
  type ValuedVariable,
  type VariablePlace,
  type VariableTaker,
} from "../../../src/core/migration/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";

const keyId = "AKIAIOSFODNN7EXAMPLE";
const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const auth = `{"auths":{"455931011959.dkr.ecr.eu-west-1.amazonaws.com":{"auth":"QVdTOnNlY3JldA=="}}}`;
const helper = `{"credHelpers":{"455931011959.dkr.ecr.eu-west-1.amazonaws.com":"ecr-login"}}`;
const otherAuth = `{"auths":{"registry.example.com":{"auth":"QVdTOnNlY3JldA=="}}}`;

const project: VariablePlace = { level: "project", path: "org/team/app" };
const group: VariablePlace = { level: "group", path: "org/team" };
const instance: VariablePlace = { level: "instance", path: null };

function listed(key: string, value: string | null, over: Partial<ValuedVariable> = {}, place = project) {
  const flags = { type: "env_var", protected: false, masked: false, hidden: value === null, raw: true } as const;
  const variable = { key, value: value === null ? null : new Secret(value), environmentScope: "*", ...flags, ...over };
  return listedVariable(variable, place);
}

function concerned(variables: readonly ReturnType<typeof listed>[], over: Partial<PlanOfVariables> = {}) {
  return concernedVariables(variables, { phase: "dual", inputs: new Set(), takers: [], ...over });
}

const taker = (name: string, use: VariableTaker["use"], replaced: boolean | null = false): VariableTaker => {
  return { name, use, replaced, inScript: true, by: "push (.gitlab-ci.yml:4)" };
};
const facts = (one: ConcernedVariable | undefined) => [one?.concern, one?.why, one?.fate] as const;

describe("which variables a migration concerns", () => {
  test.each<[string, string, string | null, Partial<ValuedVariable>, string | null]>([
    ["the key's id", "AWS_ACCESS_KEY_ID", keyId, {}, "key"],
    ["the key's secret", "AWS_SECRET_ACCESS_KEY", secret, {}, "key"],
    ["a temporary key's session", "AWS_SESSION_TOKEN", "abc", {}, "key"],
    ["a key's id of any name", "DEPLOY_USER", keyId, {}, "key"],
    ["a temporary key's id", "DEPLOY_USER", keyId.replace("AKIA", "ASIA"), {}, "key"],
    ["a secret by its name and form", "AWS_SECRET_PROD", secret, {}, "key"],
    ["a profile", "AWS_PROFILE", "ci", {}, "credentials"],
    ["a credentials file", "AWS_SHARED_CREDENTIALS_FILE", "x", { type: "file" }, "credentials"],
    ["a file that holds keys", "CREDS", `[ci]\naws_access_key_id = ${keyId}\n`, { type: "file" }, "credentials"],
    ["a docker configuration with a login", "DOCKER_AUTH_CONFIG", auth, {}, "docker-config"],
    ["one with ECR's helper", "DOCKER_AUTH_CONFIG", helper, {}, "docker-config"],
    ["one that is hidden", "DOCKER_AUTH_CONFIG", null, {}, "docker-config"],
    ["one under another name", "CONFIG_JSON", auth, { type: "file" }, "docker-config"],
    ["what wins over an input", "GITLAB_ECR_ROLE_ARN", "x", {}, "input"],
    ["what wins over the job's folder", "DOCKER_CONFIG", "/root/.docker", {}, "input"],
    ["what an input takes", "AWS_ROLE_ARN", "x", {}, "input"],
    ["the region that an input takes", "AWS_DEFAULT_REGION", "eu-west-1", {}, "input"],
    ["another registry's configuration", "DOCKER_AUTH_CONFIG", otherAuth, {}, null],
    ["a word that begins like an id", "REGION_GROUP", "ASIAPACIFIC", {}, null],
    ["a secret of something else", "APP_SECRET_KEY", secret, {}, null],
    ["a hash", "BUILD_HASH", "0".repeat(40), {}, null],
    ["a hidden one of any name", "TOKEN", null, {}, null],
    ["another variable of ours", "GITLAB_ECR_COMPONENT", "x", {}, null],
  ])("%s: %s", (_, key, value, over, concern) => {
    const found = concerned([listed(key, value, over)]);
    expect(found.map((one) => one.concern)).toEqual(concern === null ? [] : [concern]);
  });

  test.each([
    ["password", true, "password", /^The component logs in without it/],
    ["password", false, "password", /^Stays in use: that login is left/],
    ["password", null, "password", /^Delete it by hand once no login/],
    ["key-id", false, "key", /can't tell which key it is, as TAKEN is hidden/],
    ["secret-key", false, "key", /--id-variable NAME --secret-variable TAKEN/],
    ["session-token", false, "credentials", /^Stays; migrate retire doesn't touch it/],
    ["credentials-file", false, "credentials", /^Stays; migrate retire doesn't touch it/],
    [null, null, "password", /^Delete it by hand/],
  ] as const)("what a command takes as %s (replaced: %s)", (use, replaced, concern, fate) => {
    const [one] = concerned([listed("TAKEN", null)], { takers: [taker("TAKEN", use, replaced)] });
    expect(facts(one)).toEqual([
      concern,
      expect.stringContaining("push (.gitlab-ci.yml:4) takes"),
      expect.stringMatching(fate),
    ]);
  });

  test("a secret of any name counts where a key's id stands beside it, and its pair is named", () => {
    const pair = [listed("CI_KEY", keyId), listed("CI_SECRET", secret)];
    const [id, other] = concerned(pair, { takers: [taker("CI_KEY", "key-id"), taker("CI_SECRET", "secret-key")] });
    for (const one of [id, other]) expect(one?.fate).toContain("--id-variable CI_KEY --secret-variable CI_SECRET");
    expect(concerned(pair).map(({ key }) => key)).toEqual(["CI_KEY", "CI_SECRET"]);
    expect(concerned([listed("CI_SECRET", secret)])).toEqual([]);
    const elsewhere = listed("CI_KEY", keyId, { environmentScope: "prod" });
    expect(concerned([elsewhere, listed("CI_SECRET", secret)]).map(({ key }) => key)).toEqual(["CI_KEY"]);
  });
});

describe("what becomes of a key", () => {
  const pair = (over: Partial<ValuedVariable>, place: VariablePlace) => [
    listed("AWS_ACCESS_KEY_ID", keyId, over, place),
    listed("AWS_SECRET_ACCESS_KEY", secret, over, place),
  ];

  test.each([
    ["of the project", project, "dual", /^Stays for the fallback, until migrate retire deletes it with its key\.$/],
    ["of the project, without fallback", project, "oidc", /^Stays, until migrate retire deletes it/],
    [
      "of a group",
      group,
      "dual",
      /migrate retire --target gitlab-group:org\/team deletes.* All projects below org\/team/,
    ],
    ["of the instance", instance, "dual", /migrate retire --target gitlab-instance deletes.*administrators alone/],
  ] as const)("%s", (_, place, phase, fate) => {
    for (const one of concerned(pair({}, place), { phase })) expect(one.fate).toMatch(fate);
  });

  test.each([
    ["hidden", null, {}, /ID is hidden/],
    ["taken from another variable", "$PROD_KEY", { raw: false }, /ID takes its value from another variable/],
    ["no key's id", "see the vault", {}, /ID holds no key's id/],
  ] as const)("whose id is %s: both by hand", (_, value, over, reason) => {
    for (const names of [
      ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
      ["CI_ID", "CI_SECRET"],
    ] as const) {
      const pair = [listed(names[0], value, over), listed(names[1], secret)];
      const takers = [taker(names[0], "key-id"), taker(names[1], "secret-key")];
      const found = concerned(pair, { takers });
      expect(found).toHaveLength(2);
      for (const { fate } of found) {
        expect(fate).toMatch(reason);
        expect(fate).toMatch(/: delete it by hand/);
      }
    }
  });

  test("whose secret stands alone in its scope", () => {
    const [, lone] = concerned([
      listed("AWS_ACCESS_KEY_ID", keyId),
      listed("AWS_SECRET_ACCESS_KEY", secret, { environmentScope: "prod" }),
    ]);
    expect(lone?.fate).toMatch(/finds no AWS_ACCESS_KEY_ID of its scope beside it: delete it by hand/);
  });

  test("of another name is no fallback, unless an input names it or a variable of the file hands it on", () => {
    const named = [listed("CI_KEY", keyId)];
    expect(concerned(named)[0]?.fate).toContain("The fallback takes it only where the job has the pair as");
    expect(concerned(named, { inputs: new Set(["access_key_id_env"]) })[0]?.fate).not.toContain("fallback");
    expect(concerned(named, { phase: "oidc" })[0]?.fate).not.toContain("fallback");
    const taken = (inScript: boolean) => ({ takers: [{ ...taker("CI_KEY", "key-id"), inScript }] });
    expect(concerned(named, taken(true))[0]?.fate).toContain("The fallback takes it only");
    expect(concerned(named, taken(false))[0]?.fate).not.toContain("fallback");
  });
});

test("comes by its nearness, and tells which of the same name wins", () => {
  const outer: VariablePlace = { level: "group", path: "org" };
  const places = [instance, outer, group, project];
  const found = concerned(places.map((place) => listed("AWS_ACCESS_KEY_ID", keyId, {}, place)));
  expect(found.map(({ level, path }) => `${level} ${path}`)).toEqual([
    "project org/team/app",
    "group org/team",
    "group org",
    "instance null",
  ]);
  expect(found.map(({ why }) => /the project's own wins/.test(why))).toEqual([false, true, true, true]);
  const scoped = [
    listed("AWS_ACCESS_KEY_ID", keyId, { environmentScope: "prod" }),
    listed("AWS_ACCESS_KEY_ID", keyId, {}, group),
  ];
  for (const { why } of concerned(scoped)) expect(why).not.toContain("wins");
  // Jobs on other branches don't see the protected one.
  const closed = [
    listed("AWS_ACCESS_KEY_ID", keyId, { protected: true }),
    listed("AWS_ACCESS_KEY_ID", keyId, {}, group),
    listed("AWS_ACCESS_KEY_ID", keyId, { protected: true }, outer),
  ];
  expect(concerned(closed).map(({ why }) => /Here (.*) wins/.exec(why)?.[1])).toEqual([
    undefined,
    undefined,
    "the project's own",
  ]);
});

test.each([
  ["AWS_ROLE_ARN", "role_arn", /takes its input role_arn from it/, /the login takes the component's input role_arn/],
  ["AWS_REGION", "region", /takes its input region from it/, /the login takes the component's input region/],
  [
    "GITLAB_ECR_REGION",
    "region",
    /^It wins over the component's input region\.$/,
    /region, which the pipeline gives\.$/,
  ],
])("%s, where the input isn't given, and where it is", (key, input, without, given) => {
  expect(concerned([listed(key, "x")])[0]?.why).toMatch(without);
  expect(concerned([listed(key, "x")], { inputs: new Set([input]) })[0]?.why).toMatch(given);
});

test("holds no value", () => {
  const values = [keyId, secret, auth, "session-SENTINEL"];
  const found = concerned([
    listed("AWS_ACCESS_KEY_ID", keyId),
    listed("AWS_SECRET_ACCESS_KEY", secret),
    listed("AWS_SESSION_TOKEN", "session-SENTINEL"),
    listed("DOCKER_AUTH_CONFIG", auth),
  ]);
  expect(found).toHaveLength(4);
  for (const value of values) expect(JSON.stringify(found)).not.toContain(value);
});

test("the component's variables are those that its template sets, by the inputs that it takes", () => {
  const template = readFileSync(new URL("../../../templates/login.yml", import.meta.url), "utf8");
  const [head, body] = parseAllDocuments(template, { logLevel: "silent" }).map((one) => one.toJS());
  const job = Object.values(body)[0] as { variables: Record<string, string> };
  const inputOf = (value: string) => /^\$\[\[ inputs\.(\w+) \]\]$/.exec(value)?.[1];
  const set = Object.entries(job.variables).flatMap(([name, value]) =>
    inputOf(value) ? [[name, inputOf(value)]] : [],
  );
  expect([...componentVariables]).toEqual(set);
  expect(Object.keys(job.variables).filter((name) => !componentVariables.has(name))).toEqual(["DOCKER_CONFIG"]);
  const inputs = head.spec.inputs as Record<string, { default: unknown }>;
  const defaults = Object.entries(inputs).flatMap(([name, { default: value }]) =>
    typeof value === "string" && value.startsWith("$") ? [[value.slice(1), name]] : [],
  );
  expect([...defaultVariables]).toEqual(defaults);
});
