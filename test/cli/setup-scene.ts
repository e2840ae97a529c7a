import { account, exampleWorld, inlineNames, type User, user, type World } from "../fake/index.ts";
import { type CliOptions, type CliRun, runCli } from "./run-cli.ts";

/** An account with nothing in it but an administrator, and whoever runs setup with his keys. */
export interface SetupScene {
  world: World;
  account: World["accounts"][number];
  administrator: User;
  /** Runs `setup` for the example's project, with these options more. */
  setup(argv: readonly string[], options?: CliOptions): Promise<CliRun>;
  /** Runs `setup` with these options alone. */
  setupAlone(argv: readonly string[], options?: CliOptions): Promise<CliRun>;
}

const project = "org/team/cdk/aws-network-cdk";

/** What setup is always told here. */
const setupArguments = [
  ...["--gitlab-url", "https://gitlab.com", "--project", project, "--project-id", "4242"],
  ...["--account", "455931011959", "--region", "ap-northeast-1", "--repository", "aws-network-cdk"],
];

/** The policy of whoever may do everything. */
export const everything = { Statement: { Effect: "Allow" as const, Action: "*", Resource: "*" } };

/** An empty account; `over` sets fields of the world. */
export function setupScene(over: Partial<World> = {}): SetupScene {
  const administrator = user({ name: "administrator", policies: [everything] });
  const own = account({ users: [administrator] });
  const { world } = exampleWorld({ accounts: [own], ...over });
  const [key] = administrator.accessKeys;
  const environment = {
    CI: undefined,
    GITLAB_CI: undefined,
    AWS_ACCESS_KEY_ID: key?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
  };
  const setupAlone = (argv: readonly string[], options: CliOptions = {}) =>
    runCli(world, ["setup", ...argv], { ...options, environment: { ...environment, ...options.environment } });
  const setup: SetupScene["setup"] = (argv, options) => setupAlone([...setupArguments, ...argv], options);
  return { world, account: own, administrator, setup, setupAlone };
}

/** What of an account setup can have made, so that two accounts can be compared. */
export function madeIn({ account: own, administrator }: Pick<SetupScene, "account" | "administrator">): object {
  const policies = (documents: Parameters<typeof inlineNames>[0]) =>
    Object.fromEntries(inlineNames(documents).map((name, index) => [name, documents[index]]));
  return {
    providers: own.providers.map(({ url, clientIds, tags }) => ({ url, clientIds, tags })),
    roles: own.roles.map(({ arn, trustPolicy, maxSessionDuration, permissionsBoundary, tags, ...role }) => ({
      arn,
      trustPolicy,
      maxSessionDuration,
      permissionsBoundary,
      tags,
      policies: policies(role.policies),
    })),
    users: own.users
      .filter((one) => one !== administrator)
      .map(({ arn, tags, accessKeys, ...one }) => ({
        arn,
        tags,
        policies: policies(one.policies),
        keys: accessKeys.length,
      })),
    repositories: own.repositories.map(({ createdAt: _createdAt, ...repository }) => repository),
  };
}
