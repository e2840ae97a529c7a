import { commands } from "./commands.ts";

/** What commands of two words are about, where the first word alone is none. */
const groups: Readonly<Record<string, string>> = {
  migrate: "move pipelines from keys to ID tokens, in phases that can be undone",
};

/** The overview that `gitlab-ecr --help` prints. */
export function helpText(): string {
  return [
    "Usage: gitlab-ecr COMMAND [OPTIONS]",
    "",
    "Logs GitLab CI/CD jobs into Amazon ECR with their OIDC ID token, without stored keys.",
    "",
    "Commands:",
    ...rows(overview()),
    "",
    "gitlab-ecr COMMAND --help shows a command's options, with examples; --version the version.",
    "",
    "Example, in a job with id_tokens:",
    "  gitlab-ecr login --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role --region eu-west-1",
    "",
  ].join("\n");
}

/** The overview of commands of two words, of which the first is `name`; null where there are none. */
export function groupText(name: string): string | null {
  const summary = groups[name];
  if (summary === undefined) return null;
  const listed = commands.filter((command) => command.name.startsWith(`${name} `));
  return [
    `Usage: gitlab-ecr ${name} COMMAND [OPTIONS]`,
    "",
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    "",
    "Commands:",
    ...rows(listed.map((command) => [command.name, command.summary])),
    "",
    `gitlab-ecr ${name} COMMAND --help shows a command's options, with examples.`,
    "",
  ].join("\n");
}

/** A command of two words is told of by the help of the first, a group by its own line. */
function overview(): (readonly [name: string, summary: string])[] {
  const names = new Set(commands.map(({ name }) => name.split(" ")[0] ?? name));
  return [...names].map((name) => [name, groups[name] ?? commands.find((one) => one.name === name)?.summary ?? ""]);
}

function rows(listed: readonly (readonly [name: string, summary: string])[]): string[] {
  const width = Math.max(...listed.map(([name]) => name.length));
  return listed.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`);
}
