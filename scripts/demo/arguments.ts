import { parseArgs } from "node:util";

/** What the demo is asked to show. */
export interface DemoOptions {
  /** The branch that the main job's token names. The role trusts main alone. */
  readonly branch: string;
  /** How the main job authenticates. */
  readonly auth: "oidc" | "static";
}

export const usage = `Usage: npm run demo -- [--branch NAME] [--auth oidc|static]

Shows a job log Docker into ECR, for real, without AWS: a stand-in on this
machine plays GitLab's issuer, STS, ECR and the registry.

  --branch NAME   the branch that the main job runs on (default: main, which
                  the role trusts; any other is refused)
  --auth METHOD   oidc: with the job's ID token (default)
                  static: with access keys, without a token
  --help          this text

Exit status: 0 the main job came out as it should, 1 it didn't, 2 wrong usage.
`;

/** Reads the command line. A string tells what is wrong with it. */
export function parseDemoArguments(argv: readonly string[]): DemoOptions | "help" | { readonly wrong: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        branch: { type: "string", default: "main" },
        auth: { type: "string", default: "oidc" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const { branch, auth, help } = values;
    if (help) return "help";
    if (auth !== "oidc" && auth !== "static") return { wrong: `--auth is ${JSON.stringify(auth)}: oidc or static.` };
    if (!isBranch(branch)) return { wrong: `--branch is ${JSON.stringify(branch)}, which is no name of a branch.` };
    return { branch, auth };
  } catch (error) {
    return { wrong: (error as Error).message };
  }
}

/** The names that git takes, as far as anybody uses them. Source: git check-ref-format. */
function isBranch(name: string): boolean {
  return /^[A-Za-z0-9_][\w./#@+-]{0,200}$/.test(name) && !/\.\.|\/\/|\/\.|@\{|[./]$|\.lock(?:\/|$)/.test(name);
}
