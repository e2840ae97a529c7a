import { describe, expect, test } from "vitest";
import { includedLogins, readLogins } from "../../../src/core/pipeline/index.ts";

const host = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
const login = `aws ecr get-login-password | docker login -u AWS --password-stdin ${host}`;

/** A job whose script has these lines, with the variables of credentials as `NAME use line`. */
function taken(...lines: string[]): string[] {
  const text = `push:\n  script:\n${lines.map((line) => `    - ${JSON.stringify(line)}\n`).join("")}`;
  return readLogins(text).credentials.map(({ name, use, line }) => `${name} ${use} ${line}`);
}

describe("the variables that credentials are taken from", () => {
  test.each<[string[], string[]]>([
    [[`docker login -u AWS -p $ECR_PASSWORD ${host}`], ["ECR_PASSWORD password 3"]],
    [[`docker login --username AWS --password="\${ECR_PASSWORD}" ${host}`], ["ECR_PASSWORD password 3"]],
    [[`echo "$ECR_PASSWORD" | docker login -u AWS --password-stdin ${host}`], ["ECR_PASSWORD password 3"]],
    [[`docker login -u AWS --password-stdin ${host} <<< "$ECR_PASSWORD"`], ["ECR_PASSWORD password 3"]],
    [[`skopeo copy --dest-creds "AWS:$ECR_PASSWORD" oci:x docker://${host}/x`], ["ECR_PASSWORD password 3"]],
    [
      ["aws configure set aws_access_key_id $KEY", "aws configure set aws_secret_access_key $SECRET", login],
      ["KEY key-id 3", "SECRET secret-key 4"],
    ],
    [
      ["export AWS_ACCESS_KEY_ID=$AWS_KEY_PROD AWS_SECRET_ACCESS_KEY=${AWS_SECRET_PROD}", login],
      ["AWS_KEY_PROD key-id 3", "AWS_SECRET_PROD secret-key 3"],
    ],
    [["export AWS_SHARED_CREDENTIALS_FILE=$CREDS", login], ["CREDS credentials-file 3"]],
    [['cat "$CREDS" > ~/.aws/credentials', login], ["CREDS credentials-file 3"]],
    [[login], []],
    [["PASSWORD=$(aws ecr get-login-password)", `docker login -u AWS -p $PASSWORD ${host}`], []],
    [["aws ecr get-login-password --region $AWS_REGION | docker login -u AWS --password-stdin $ECR_REGISTRY"], []],
    [["docker login -u $CI_REGISTRY_USER -p $CI_REGISTRY_PASSWORD $CI_REGISTRY"], []],
    [["export AWS_ACCESS_KEY_ID=$DEPLOY_KEY", "aws s3 sync a s3://b"], []],
  ])("%j", (lines, wanted) => {
    expect(taken(...lines)).toEqual(wanted);
  });

  test("are told apart from those that scripts take", () => {
    const text = `push:\n  script:\n    - docker login -u AWS -p $ECR_PASSWORD ${host}\n`;
    expect(readLogins(text).credentials).toMatchObject([{ name: "ECR_PASSWORD", inScript: true }]);
  });

  test("stand in variables: of the job, of what it extends, and of all jobs", () => {
    const text = `variables:
  AWS_ACCESS_KEY_ID: $GLOBAL_KEY
.keys:
  variables:
    AWS_SECRET_ACCESS_KEY: "\${HIDDEN_SECRET}"
push:
  extends: .keys
  variables: { AWS_SESSION_TOKEN: $JOB_TOKEN }
  script: ["${login}"]
deploy:
  variables: { AWS_ACCESS_KEY_ID: $OTHER_KEY }
  script: [make]
`;
    expect(readLogins(text).credentials).toEqual([
      { name: "HIDDEN_SECRET", use: "secret-key", inScript: false, job: ".keys", line: 5 },
      { name: "JOB_TOKEN", use: "session-token", inScript: false, job: "push", line: 8 },
      { name: "GLOBAL_KEY", use: "key-id", inScript: false, job: null, line: 2 },
    ]);
  });
});

describe("the components that a pipeline includes already", () => {
  const component = "gitlab.example.com/tools/gitlab-ecr/login@1";
  const include = (inputs: string) => `include:\n  - component: ${component}\n    inputs: ${inputs}\n`;
  const one = (text: string, address: string | null = null) => includedLogins([{ path: "ci.yml", text }], address);

  test.each([
    ["{ fallback: on-error }", "dual"],
    ["{ auth: auto, fallback: on-error }", "dual"],
    ["{ auth: oidc }", "oidc"],
    ["{ auth: oidc, fallback: on-error }", "oidc"],
    ["{ auth: static, fallback: on-error }", null],
    ["{ region: eu-west-1 }", null],
  ])("%s: %s", (inputs, phase) => {
    expect(one(include(inputs))).toMatchObject([{ file: "ci.yml", line: 2, component, phase }]);
  });

  test("go with the jobs that log in by them, in every file", () => {
    const texts = [
      { path: "a.yml", text: `${include("{ fallback: on-error }")}\npush:\n  extends: [.base, .other]\n  script: x\n` },
      {
        path: "b.yml",
        text: ".base: &x\n  extends: .ecr-login\n.else:\n  script: x\nlast:\n  <<: *x\n  script: y\n",
      },
    ];
    expect(includedLogins(texts)[0]?.jobs).toEqual([
      { file: "a.yml", line: 5, job: "push" },
      { file: "b.yml", line: 1, job: ".base" },
      { file: "b.yml", line: 5, job: "last" },
    ]);
  });

  test("count under another job's name, and as the component push, whose job is its own", () => {
    const named = `${include("{ job_name: .aws }")}push:\n  extends: .aws\n`;
    expect(one(named)[0]?.jobs).toEqual([{ file: "ci.yml", line: 4, job: "push" }]);
    const push = "include:\n  component: gitlab.example.com/tools/gitlab-ecr/push@1\n";
    expect(one(push)).toMatchObject([{ inputs: {}, jobs: [{ line: 2, job: "ecr-push" }] }]);
  });

  test("are known by another address where that is given, whatever the version", () => {
    const text = "include:\n  - component: gitlab.example.com/mirror/ecr/login@1\n";
    expect(one(text)).toEqual([]);
    expect(one(text, "gitlab.example.com/mirror/ecr/login@2")).toHaveLength(1);
  });

  test.each([
    "include: { component: gitlab.com/a/gitlab-ecr/audit@1 }",
    "include: x.yml",
    "include:\n",
    "a: { script: x }",
  ])("%s has none", (text) => {
    expect(one(text)).toEqual([]);
  });
});
