import { rotationPolicy } from "../../src/core/rotation/index.ts";
import {
  type Example,
  exampleGitlabToken,
  exampleProject,
  exampleWorld,
  gitlabVariable,
  idToken,
} from "../fake/index.ts";
import { type CliOptions, type CliRun, runCli, temporaryFolder } from "./run-cli.ts";

const hour = 3_600_000;

/** The example user's key in the example project's variables, a role that rotates it, and a clock that tests move. */
export interface RotateScene extends Example {
  readonly home: string;
  readonly variables: ReturnType<typeof gitlabVariable>[];
  /** Runs `rotate` for the example user and project, or for what the arguments say. */
  rotate(args?: readonly string[], options?: CliOptions): Promise<CliRun>;
  /** Moves the clock of AWS, GitLab and this machine. */
  later(hours: number): void;
  /** The pairs that the variables hold, by scope. */
  stored(): Record<string, { id: string; secret: string }>;
  /** All secrets that the run can have met. */
  secrets(): string[];
}

/** The options that name the user and the project. */
export const usual = ["--user", "gitlab-ci", "--target", `gitlab-project:${exampleProject}`];

/** A new scene. `scopes` are the environment scopes that hold the key. */
export async function rotateScene(scopes: readonly string[] = ["*"]): Promise<RotateScene> {
  let now = Date.parse("2026-11-24T06:00:00Z");
  const example = exampleWorld({ now: () => new Date(now) });
  const { world, user, role } = example;
  const secrets = ["arn:aws:secretsmanager:ap-northeast-1:455931011959:secret:*"];
  const policy = rotationPolicy({ partition: "aws", account: "455931011959", users: ["gitlab-ci"], secrets });
  role.policies = [policy as (typeof role.policies)[number]];
  const home = await temporaryFolder();
  const [project] = world.gitlabs[0]?.projects ?? [];
  const [key] = user.accessKeys;
  if (project === undefined || key === undefined) throw new Error("The example has a project and a key.");
  const made = [key.secretAccessKey];
  // Unseen by comparisons: every secret that IAM ever makes is noted.
  Object.defineProperty(user.accessKeys, "push", {
    value(this: typeof user.accessKeys, ...keys: typeof user.accessKeys) {
      made.push(...keys.map(({ secretAccessKey }) => secretAccessKey));
      return Array.prototype.push.apply(this, keys);
    },
  });
  for (const environmentScope of scopes) {
    const flags = { masked: true, protected: true, environmentScope, description: "rotated" };
    project.variables.push(
      gitlabVariable("AWS_ACCESS_KEY_ID", key.accessKeyId, { ...flags, masked: false }),
      gitlabVariable("AWS_SECRET_ACCESS_KEY", key.secretAccessKey, flags),
    );
  }
  const { variables } = project;
  return {
    ...example,
    home,
    variables,
    later(hours) {
      now += hours * hour;
    },
    rotate: (args = [...usual, "--yes"], options = {}) =>
      runCli(world, ["rotate", ...args], {
        ...options,
        environment: {
          HOME: home,
          GITLAB_OIDC_TOKEN: idToken(world),
          GITLAB_ECR_ROLE_ARN: role.arn,
          AWS_REGION: "ap-northeast-1",
          CI_SERVER_URL: "https://gitlab.example.com",
          GITLAB_TOKEN: exampleGitlabToken,
          ...options.environment,
        },
      }),
    stored() {
      const ids = variables.filter(({ key }) => key === "AWS_ACCESS_KEY_ID");
      return Object.fromEntries(
        ids.map(({ environmentScope, value }) => {
          const secret = variables.find(
            (one) => one.key === "AWS_SECRET_ACCESS_KEY" && one.environmentScope === environmentScope,
          );
          return [environmentScope, { id: value, secret: secret?.value ?? "" }];
        }),
      );
    },
    secrets: () => [
      ...made,
      exampleGitlabToken,
      ...world.sessions.flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken]),
    ],
  };
}

/** Whether AWS takes a pair just now: an active key of the user, with its own secret. */
export function works({ user }: Pick<Example, "user">, pair: { id: string; secret: string } | undefined): boolean {
  return user.accessKeys.some(
    ({ accessKeyId, secretAccessKey, active }) => active && accessKeyId === pair?.id && secretAccessKey === pair.secret,
  );
}

/** The operations of the calls that were made, in order, without those that get the credentials. */
export function operations({ world }: Pick<Example, "world">): string[] {
  return world.calls.map(({ operation }) => String(operation)).filter((one) => !one.startsWith("sts:AssumeRole"));
}
