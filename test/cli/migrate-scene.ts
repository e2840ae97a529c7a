import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exampleGitlabToken, exampleProject, idToken } from "../fake/index.ts";
import { type RotateScene, rotateScene } from "./rotate-scene.ts";
import { type CliOptions, type CliRun, runCli } from "./run-cli.ts";

export const host = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";

/** A pipeline that logs in with keys. */
export const keyPipeline = `# builds and pushes
push:
  image: docker:27
  script:
    - aws ecr get-login-password | docker login -u AWS --password-stdin ${host}
    - docker push ${host}/aws-network-cdk:$CI_COMMIT_SHA   # the image
`;

/** A project with a key in its variables and a pipeline that takes it, in a folder. */
export interface MigrateScene extends RotateScene {
  readonly file: string;
  /** Runs `migrate COMMAND FILE …`. */
  migrate(command: string, args?: readonly string[], options?: CliOptions): Promise<CliRun>;
  apply(args?: readonly string[]): Promise<CliRun>;
  /** Adds a pipeline, newer than all others, with a job's log. */
  ran(log: string, status?: string): void;
  /** Applies, lets three pipelines run on OIDC, and verifies. */
  verified(): Promise<void>;
  text(): Promise<string>;
  /** The state file's text. */
  state(): Promise<string>;
}

export const oidcLog = "auth: oidc (role from GITLAB_ECR_ROLE_ARN, ID token from GITLAB_OIDC_TOKEN)\n$ docker push\n";
export const keysLog = "auth: static (no role and no ID token are configured)\n";
export const fallbackLog = `${oidcLog}warning[oidc-fell-back]: The OIDC exchange FAILED (trust-denied)\n`;

/** A new scene. `scopes` are the environment scopes that hold the key. */
export async function migrateScene(scopes?: readonly string[]): Promise<MigrateScene> {
  const scene = await rotateScene(scopes);
  const { world, role, home } = scene;
  const folder = home;
  const file = join(folder, ".gitlab-ci.yml");
  await writeFile(file, keyPipeline);
  const [gitlab] = world.gitlabs;
  const [project] = gitlab?.projects ?? [];
  if (gitlab === undefined || project === undefined) throw new Error("The example has a project.");
  gitlab.components.push("gitlab.example.com/tools/gitlab-ecr/login@1");

  const migrate: MigrateScene["migrate"] = (command, args = [], options = {}) =>
    runCli(world, ["migrate", command, ...(args.includes("--merge-request") ? [] : [file]), ...args], {
      ...options,
      environment: {
        HOME: home,
        GITLAB_OIDC_TOKEN: idToken(world),
        GITLAB_ECR_ROLE_ARN: role.arn,
        AWS_REGION: "ap-northeast-1",
        CI_SERVER_URL: "https://gitlab.example.com",
        CI_PROJECT_PATH: exampleProject,
        GITLAB_TOKEN: exampleGitlabToken,
        ...options.environment,
      },
    });
  const apply: MigrateScene["apply"] = (args = []) =>
    migrate("apply", ["--write", "--component", "gitlab.example.com/tools/gitlab-ecr/login@1", ...args]);
  const ran: MigrateScene["ran"] = (trace, status = "success") => {
    const id = 900 + project.pipelines.length;
    const jobs = [{ id: id * 10, name: "push", status, trace }];
    project.pipelines.push({ id, status, ref: "main", createdAt: world.now(), jobs });
  };
  return {
    ...scene,
    file,
    migrate,
    apply,
    ran,
    async verified() {
      await apply();
      for (let count = 0; count < 3; count += 1) ran(oidcLog);
      await migrate("verify");
    },
    text: () => readFile(file, "utf8"),
    state: () => readFile(join(folder, ".gitlab-ecr-migration.json"), "utf8"),
  };
}
