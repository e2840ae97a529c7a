import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Cloud } from "../../test/e2e/cloud.ts";
import { createProject } from "../../test/e2e/pipeline.ts";
import type { Machine } from "./machine.ts";
import { isTelling, type Outcome, runShown } from "./shown-command.ts";
import type { Stage } from "./stage.ts";

/** A job that logs in and then uses the registry. */
export interface JobPlan {
  readonly branch: string;
  /** The job's ID token, or none: then it has access keys. */
  readonly token: string | undefined;
  /** What the job does with its login: push a real image, or ask the registry to be let in. */
  readonly use: "push" | "ask";
  /** What is told of it before it runs directly. */
  readonly about?: Readonly<Record<string, string>>;
}

/** Where jobs run. */
export interface JobSite {
  readonly stage: Stage;
  readonly cloud: Cloud;
  readonly machine: Machine;
  /** The bundled script. */
  readonly bundle: string;
  readonly signal: AbortSignal;
}

/** How a job ended. */
export interface JobEnd {
  /** How it logged in; undefined where it didn't. */
  readonly loggedIn: "oidc" | "static" | undefined;
  /** The code of gitlab-ecr's error. */
  readonly code: string | undefined;
  /** Whether the registry let the job in. */
  readonly letIn: boolean;
  readonly exitCode: number | undefined;
}

/** The project's own files. */
async function projectFiles(): Promise<Record<string, string>> {
  return {
    "hello.txt": "hello from the demo\n",
    Dockerfile: "FROM scratch\nCOPY hello.txt /\n",
    "ask-registry.ts": await readFile(new URL("ask-registry.ts", import.meta.url), "utf8"),
  };
}

/** Runs the job in a pipeline that includes the component. */
export async function runInPipeline(site: JobSite, plan: JobPlan): Promise<JobEnd> {
  const { stage, cloud, signal } = site;
  const gitlabCi = gitlabCiOf(site, plan);
  const project = await createProject(gitlabCi, { branch: plan.branch });
  try {
    for (const [path, text] of Object.entries(await projectFiles())) await project.write(path, text);
    stage.file(".gitlab-ci.yml", gitlabCi);
    stage.command("gitlab-ci-local --force-shell-executor --shell-isolation");
    const before = cloud.front.calls.length;
    const onLine = (line: string) => {
      const said = /^push (?:> )?(.*)$/.exec(line)?.[1];
      if (said !== undefined && isTelling(said)) stage.output(said.replace(" # collapsed multi-line command", ""));
    };
    const ended = await project.run({ variables: variablesOf(site, plan), onLine, signal });
    // Without a word from the job, the runner itself has failed: its own words are what there is.
    if (!/^push /m.test(ended.output)) for (const line of ended.output.split("\n")) stage.output(line);
    return endOf({ ...ended, output: ended.output.replace(/^push > /gm, "") }, cloud, before);
  } finally {
    await project.remove();
  }
}

/** Runs the script itself with the variables that a job has. */
export async function runDirectly(site: JobSite, plan: JobPlan): Promise<JobEnd> {
  const { stage, cloud, bundle, signal } = site;
  const home = await mkdtemp(join(tmpdir(), "gitlab-ecr-demo-"));
  try {
    for (const [path, text] of Object.entries(await projectFiles())) await writeFile(join(home, path), text);
    const environment = {
      HOME: home,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      CI: "true",
      CI_JOB_ID: "4711",
      CI_PIPELINE_ID: "815",
      CI_PROJECT_PATH: "org/team/cdk/aws-network-cdk",
      CI_COMMIT_REF_NAME: plan.branch,
      DOCKER_CONFIG: join(home, "project.tmp", "gitlab-ecr-4711"),
      ...variablesOf(site, plan),
    };
    const run = (command: readonly [string, ...string[]], shown: string) =>
      runShown(stage, command, { shown, environment, folder: home, signal });
    const before = cloud.front.calls.length;
    stage.facts({ ...plan.about, variables: plan.token === undefined ? maskedKeys : maskedToken });
    const login = await run([process.execPath, bundle, "login"], "node dist/gitlab-ecr.cjs login");
    let worst: Outcome = login;
    if (login.exitCode === 0) {
      for (const line of scriptOf(plan)) {
        const shown = line.replace('"$IMAGE"', environment.IMAGE).replace('"$REGISTRY"', environment.REGISTRY);
        const done = await run(["sh", "-c", line], shown);
        if (worst.exitCode === 0) worst = { exitCode: done.exitCode, output: login.output };
      }
      await run([process.execPath, bundle, "logout"], "node dist/gitlab-ecr.cjs logout");
    }
    return endOf(worst, cloud, before);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const maskedToken = "GITLAB_ECR_ROLE_ARN, AWS_REGION, GITLAB_OIDC_TOKEN [masked]";
const maskedKeys = "AWS_REGION, AWS_ACCESS_KEY_ID [masked], AWS_SECRET_ACCESS_KEY [masked]";

function gitlabCiOf(site: JobSite, plan: JobPlan): string {
  const inputs = [
    plan.token === undefined ? "auth: static" : "role_arn: $PUSH_ROLE",
    `region: ${site.cloud.world.region}`,
    ...(site.machine.docker === undefined ? ["engine: config"] : []),
  ];
  return [
    "include:",
    "  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA",
    "    inputs:",
    ...inputs.map((input) => `      ${input}`),
    "",
    "push:",
    "  extends: .ecr-login",
    "  script:",
    ...scriptOf(plan).map((line) => `    - ${line}`),
    "",
  ].join("\n");
}

function scriptOf({ use }: JobPlan): readonly string[] {
  if (use === "ask") return ['node ask-registry.ts "$REGISTRY"'];
  return [
    'docker build --quiet --tag "$IMAGE" .',
    'docker push --quiet "$IMAGE"',
    'docker image rm "$IMAGE"',
    'docker pull --quiet "$IMAGE"',
  ];
}

function variablesOf({ cloud, machine }: JobSite, { token }: JobPlan) {
  const [key] = cloud.user.accessKeys;
  const keys = { AWS_ACCESS_KEY_ID: key?.accessKeyId ?? "", AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? "" };
  const oidc = { PUSH_ROLE: cloud.role.arn, GITLAB_ECR_ROLE_ARN: cloud.role.arn, GITLAB_OIDC_TOKEN: token ?? "" };
  return {
    ...cloud.fake.environment,
    AWS_REGION: cloud.world.region,
    DOCKER_BUILDKIT: "0",
    // Where the demo has no daemon of its own, docker shall not ask the machine's: login works without.
    DOCKER_HOST: cloud.dockerd?.host ?? "unix:///nowhere/docker.sock",
    IMAGE: `${cloud.front.host}/aws-network-cdk:demo`,
    REGISTRY: cloud.front.host,
    ...(machine.docker === undefined && { GITLAB_ECR_ENGINE: "config" }),
    ...(token === undefined ? keys : oidc),
  };
}

function endOf({ exitCode, output }: Outcome, { front }: Cloud, before: number): JobEnd {
  const loggedIn = /^(?:logged in to|stored the login of) /m.test(output);
  return {
    loggedIn: loggedIn ? (/^auth: (oidc|static)\b/m.exec(output)?.[1] as "oidc" | "static" | undefined) : undefined,
    code: /^error\[([a-z-]+)\]/m.exec(output)?.[1],
    letIn: front.calls
      .slice(before)
      .some(({ authenticated, status }) => authenticated && status >= 200 && status < 300),
    exitCode,
  };
}
