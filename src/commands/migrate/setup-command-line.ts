import type { NamedRepository } from "../../core/pipeline/index.ts";
import { parseRegistryHost } from "../../core/registry/index.ts";

/** What is known for the role's plan. */
export interface SetupFacts {
  readonly gitlabUrl: string | null;
  readonly project: string | null;
  readonly region: string | null;
  readonly roleArn: string | null;
  /** Hosts that the pipeline logs in to. */
  readonly hosts: readonly string[];
  readonly repositories: readonly NamedRepository[];
}

/** The command that plans the role which a pipeline needs. What isn't known is a word in capitals. */
export function setupCommandLine({ gitlabUrl, project, region, roleArn, hosts, repositories }: SetupFacts): string {
  const host = hosts.map(parseRegistryHost).find((one) => one !== null);
  const account = /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(roleArn ?? "")?.[1] ?? host?.accountId ?? "ACCOUNT_ID";
  const names = [...new Set(repositories.map(({ name }) => name))];
  const role = /:role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(roleArn ?? "")?.[1];
  const options = [
    `--gitlab-url ${quoted(gitlabUrl ?? "https://gitlab.com")}`,
    `--project ${quoted(project ?? "GROUP/PROJECT")}`,
    `--account ${account}`,
    `--region ${quoted(region ?? host?.region ?? "REGION")}`,
    ...(names.length === 0 ? ["REPOSITORY"] : names).map((name) => `--repository ${quoted(name)}`),
    ...(role === undefined ? [] : [`--role-name ${quoted(role)}`]),
  ];
  return ["gitlab-ecr setup", ...options].join(" ");
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
