import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { inline, table } from "./markdown.ts";

interface Input {
  readonly description: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly options?: readonly string[];
  readonly regex?: string;
}

const folder = new URL("../../templates/", import.meta.url);

/** `docs/components.md`: every component with its inputs, from the templates themselves. */
export function componentsPage(): string {
  const files = readdirSync(folder).filter((file) => file.endsWith(".yml"));
  return `${[intro, ...files.sort().map(section)].join("\n\n")}\n`;
}

const intro = `<!-- Made by \`npm run docs\` from templates/. Don't edit it by hand. -->
# Components

Inputs are checked when the pipeline is made, before any job runs. They name variables, and never carry a secret. Where a
variable is allowed, \`$NAME\` and \`\${NAME}\` are: job variables expand, so that a role can differ by environment.`;

function section(file: string): string {
  const text = readFileSync(new URL(file, folder), "utf8");
  const [header, jobs] = parseAllDocuments(text).map((document) => document.toJS());
  const name = file.replace(/\.yml$/, "");
  const inputs = Object.entries(header.spec.inputs as Record<string, Input>);
  return [
    `## ${name}`,
    `Job: ${Object.keys(jobs).filter(isForUsers).map(jobName(header.spec.inputs)).join(", ")}.`,
    codeBlock(leadingComment(text)),
    table(["input", "meaning", "values", "default"], inputs.map(inputRow)),
  ].join("\n\n");
}

/** The other jobs are parts of it, which an input chooses. */
function isForUsers(key: string): boolean {
  return !key.startsWith(".$[[");
}

function jobName(inputs: Record<string, Input>) {
  return (key: string) => {
    const input = /^\$\[\[ inputs\.(\w+) \]\]$/.exec(key)?.[1];
    return input === undefined ? `\`${key}\`` : `\`${inputs[input]?.default}\` (input \`${input}\`)`;
  };
}

function inputRow([name, { description, type = "string", options, regex, default: fallback }]: [
  string,
  Input,
]): string[] {
  const values = options?.map((option) => `\`${option}\``).join(", ") ?? (regex === undefined ? type : code(regex));
  return [`\`${name}\``, inline(description), values, fallback === undefined ? "required" : code(String(fallback))];
}

function code(text: string): string {
  return text === "" ? "" : `\`${text.replaceAll("|", "\\|")}\``;
}

/** What the template says of itself before its first line of YAML. */
function leadingComment(text: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^# ?/, ""))
    .join("\n");
}

function codeBlock(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}
