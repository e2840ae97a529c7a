import { account, exampleAccountId, provider, user } from "./account.ts";
import { exampleGitlab } from "./gitlab.ts";
import { exampleGitlabUrl, issuer } from "./issuer.ts";
import { pushPolicy, role } from "./role.ts";
import { type Account, type Role, type User, type World, world } from "./world.ts";

/** A world with one of everything, and its parts by name. */
export interface Example {
  world: World;
  account: Account;
  /** Admits the example project's branch main on gitlab.example.com. */
  role: Role;
  user: User;
}

/**
 * The world of the examples: account 455931011959 with providers for
 * gitlab.example.com and gitlab.com, one role, one user with one key, and the
 * repository aws-network-cdk in ap-northeast-1, and the API of gitlab.example.com. Freely changed: nothing is shared.
 */
export function exampleWorld(over: Partial<World> = {}): Example {
  const selfManaged = provider(exampleGitlabUrl);
  const gitlabCom = provider("https://gitlab.com");
  const theRole = role({ provider: selfManaged });
  const theUser = user();
  const theAccount = account({
    id: exampleAccountId,
    providers: [selfManaged, gitlabCom],
    roles: [theRole],
    users: [theUser],
    repositories: [{ name: "aws-network-cdk", region: "ap-northeast-1" }],
  });
  return {
    world: world({
      accounts: [theAccount],
      issuers: [issuer(), issuer({ url: "https://gitlab.com" })],
      gitlabs: [exampleGitlab()],
      managedPolicies: { "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser": pushPolicy() },
      ...over,
    }),
    account: theAccount,
    role: theRole,
    user: theUser,
  };
}
