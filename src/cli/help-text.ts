import { commands } from "./commands.ts";
import { helpWidth, wrap } from "./wrap.ts";

/** What commands of two words are about, where the first word alone is none. */
const groups: Readonly<Record<string, string>> = {
  migrate: "move pipelines from stored keys to ID tokens, step by step",
};

/** The overview that `gitlab-ecr --help` prints, for a terminal of so many columns. */
export function helpText(columns?: number): string {
  const width = helpWidth(columns);
  return [
    "Usage: gitlab-ecr COMMAND [OPTIONS]",
    wrap("Logs GitLab jobs into Amazon ECR with their ID token, without stored keys.", 0, width),
    "",
    "Commands:",
    ...rows(overview(), width),
    "",
    wrap("gitlab-ecr COMMAND --help: its options, with examples; --version: the version.", 0, width),
    "",
    "Example, in a job with id_tokens:",
    "  gitlab-ecr login --region eu-west-1 \\",
    "    --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role",
    "",
  ].join("\n");
}

/** The overview of commands of two words, of which the first is `name`; null where there are none. */
export function groupText(name: string, columns?: number): string | null {
  const summary = groups[name];
  if (summary === undefined) return null;
  const width = helpWidth(columns);
  const listed = commands.filter((command) => command.name.startsWith(`${name} `));
  return [
    `Usage: gitlab-ecr ${name} COMMAND [OPTIONS]`,
    "",
    wrap(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, 0, width),
    "",
    "Commands:",
    ...rows(
      listed.map((command) => [command.name, command.summary]),
      width,
    ),
    "",
    wrap(`gitlab-ecr ${name} COMMAND --help shows a command's options, with examples.`, 0, width),
    "",
  ].join("\n");
}

/** A command of two words is told of by the help of the first, a group by its own line. */
function overview(): (readonly [name: string, summary: string])[] {
  const names = new Set(commands.map(({ name }) => name.split(" ")[0] ?? name));
  return [...names].map((name) => [name, groups[name] ?? commands.find((one) => one.name === name)?.summary ?? ""]);
}

function rows(listed: readonly (readonly [name: string, summary: string])[], width: number): string[] {
  const indent = Math.max(...listed.map(([name]) => name.length)) + 4;
  return listed.map(([name, summary]) => `  ${name}`.padEnd(indent) + wrap(summary, indent, width));
}
