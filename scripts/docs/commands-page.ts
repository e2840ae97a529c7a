import type { CliCommand } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import { commonOptions, type OptionSpec, variableOf } from "../../src/cli/option-spec.ts";
import { inline, table } from "./markdown.ts";

/** `docs/commands.md`: every command with its options, from the same specifications that parser and `--help` use. */
export async function commandsPage(): Promise<string> {
  const loaded = await Promise.all(commands.map(({ load }) => load()));
  const overview = table(
    ["command", "what it does"],
    loaded.map(({ name, summary }) => [
      `[\`gitlab-ecr ${name}\`](#gitlab-ecr-${name.replaceAll(" ", "-")})`,
      inline(summary),
    ]),
  );
  const common = ["## Options of every command", optionTable(commonOptions)].join("\n\n");
  return `${[intro, overview, ...loaded.map(section), common].join("\n\n")}\n`;
}

const intro = `<!-- Made by \`npm run docs\` from src/cli. Don't edit it by hand. -->
# Commands

\`gitlab-ecr COMMAND --help\` shows the same. An option's flag comes before its variable, our own variable before AWS's. An
empty value counts as unset. \`--version\`, behind a command or alone, prints the version.

Results go to standard output, progress and warnings to standard error, in UTF-8 whatever the locale; times are UTC. On a
terminal, tables keep within its width and nothing in them is cut; elsewhere a row is one line. \`NO_COLOR\` and
\`TERM=dumb\` take the colours away. Marks are ASCII (\`+\`, \`x\`, \`->\`) on a terminal whose \`LC_ALL\`, \`LC_CTYPE\` or
\`LANG\` names another character set than UTF-8, so \`LC_ALL=C\` asks for them.`;

function section({ name, summary, positional, options, help }: CliCommand): string {
  const usage = ["gitlab-ecr", name, "[OPTIONS]", ...(positional === null ? [] : [positional])].join(" ");
  const parts = [`## gitlab-ecr ${name}`, inline(summary), fenced(usage)];
  if (options.length > 0) parts.push(optionTable(options));
  return [...parts, fenced(help.trim())].join("\n\n");
}

function optionTable(options: readonly OptionSpec[]): string {
  return table(["option", "variables", "meaning", "default"], options.map(optionRow));
}

function optionRow(spec: OptionSpec): string[] {
  const { name, value, many, choices, variables = [], description, fallback } = spec;
  // A cell ends at every other stroke, in code, too.
  const flag = value === null ? `--${name}` : `--${name} ${value.replaceAll("|", "\\|")}`;
  const values = choices === undefined ? "" : `: ${choices.map((choice) => `\`${choice}\``).join(", ")}`;
  return [
    `\`${flag}\`${many ? " …" : ""}`,
    [variableOf(spec), ...variables].map((variable) => `\`${variable}\``).join(" "),
    inline(description) + values,
    fallback === undefined ? "" : inline(fallback),
  ];
}

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}
