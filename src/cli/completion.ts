import { GitlabEcrError } from "../core/errors/index.ts";
import {
  bashCompletion,
  type CompletedCommand,
  type CompletedOption,
  fishCompletion,
  zshCompletion,
} from "../reports/index.ts";
import type { CliCommand, CommandEntry } from "./command.ts";
import { commonOptions, type OptionSpec } from "./option-spec.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `gitlab-ecr completion`, which knows all commands. */
export function completionCommand(commands: readonly CommandEntry[]): CliCommand {
  return {
    name: "completion",
    summary: "Print a script that completes commands, options and their values in your shell.",
    positional: "SHELL",
    words: Object.keys(scripts),
    options: [],
    help: `
SHELL is bash, zsh or fish.

Examples:
  For this shell:
    source <(gitlab-ecr completion bash)
    source <(gitlab-ecr completion zsh)
    gitlab-ecr completion fish | source

  For every shell to come:
    gitlab-ecr completion bash > ~/.local/share/bash-completion/completions/gitlab-ecr
    gitlab-ecr completion zsh > "\${fpath[1]}/_gitlab-ecr"
    gitlab-ecr completion fish > ~/.config/fish/completions/gitlab-ecr.fish

Exit status: 0 printed, 2 wrong usage.
`,
    async run({ positionals, output }) {
      const shell = positionals[0] ?? "";
      if (!Object.hasOwn(scripts, shell)) {
        const reason = shell === "" ? "There is no shell" : `There is no completion for ${JSON.stringify(shell)}`;
        throw new GitlabEcrError(
          "input-invalid",
          { reason: `${reason}.`, command: "completion" },
          { remedy: [choose] },
        );
      }
      const loaded = await Promise.all(commands.map(async (entry) => completed(entry, await entry.load())));
      const script = scripts[shell as keyof typeof scripts](byFirstWord(loaded));
      output.result({ ok: true, shell, script }, () => script);
      return 0;
    },
  };
}

const choose = `Give one of ${Object.keys(scripts).join(", ")}: gitlab-ecr completion bash.`;

/** Commands of two words as a word of the first, whose options are all offered together. */
function byFirstWord(all: readonly CompletedCommand[]): readonly CompletedCommand[] {
  return all.flatMap((command) => {
    if (command.name.includes(" ")) return [];
    const longer = all.filter(({ name }) => name.startsWith(`${command.name} `));
    const options = [command, ...longer].flatMap((one) => one.options);
    const words = [...command.words, ...longer.map(({ name }) => name.slice(command.name.length + 1))];
    const names = options.map(({ name }) => name);
    return [{ ...command, words, options: options.filter(({ name }, index) => names.indexOf(name) === index) }];
  });
}

function completed({ name, summary }: CommandEntry, { words = [], options }: CliCommand): CompletedCommand {
  const specs: readonly OptionSpec[] = [...options, ...commonOptions];
  const all = specs.map((spec) => ({ name: spec.name, description: spec.description, value: valueAfter(spec) }));
  return { name, summary, words, options: all };
}

function valueAfter({ name, value, choices }: OptionSpec): CompletedOption["value"] {
  if (choices !== undefined) return choices;
  if (value === null) return "none";
  if (value === "DIR") return "folder";
  return value === "FILE" || name.endsWith("-file") ? "file" : "free";
}
