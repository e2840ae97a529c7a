import { shellWord } from "../setup/shell.ts";
import type { CompletedCommand, CompletedOption } from "./completed-command.ts";

/** A completion function for zsh, to be stored as `_gitlab-ecr` in a folder of `fpath`, or sourced. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef gitlab-ecr
# zsh completion for gitlab-ecr: source <(gitlab-ecr completion zsh)
_gitlab-ecr() {
  local curcontext=$curcontext state line
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    ${shellWord(`${name}:${summary.replaceAll(":", "\\:")}`)}`).join("\n")}
    'help:show the help of a command'
  )
  _arguments -C '--help[show the commands]' '--version[print the version]' '1: :->command' '*:: :->rest'
  case $state in
    command) _describe -t commands 'gitlab-ecr command' commands ;;
    rest)
      case $words[1] in
        help) _describe -t commands 'gitlab-ecr command' commands ;;
${commands.map(commandCase).join("\n")}
      esac
      ;;
  esac
}
if [ "$funcstack[1]" = _gitlab-ecr ]; then
  _gitlab-ecr "$@"
else
  compdef _gitlab-ecr gitlab-ecr
fi
`;
}

function commandCase({ name, words, options }: CompletedCommand): string {
  const positional = words.length === 0 ? "*:argument:_files" : `1:what:(${words.join(" ")})`;
  const specs = [...options.map(optionSpec), "--help[show the options]", positional].map(shellWord);
  return `        ${name}) _arguments ${specs.join(" \\\n          ")} ;;`;
}

function optionSpec({ name, description, value }: CompletedOption): string {
  const text = description.replace(/[[\]\\:]/g, "\\$&");
  const flag = `*--${name}[${text}]`;
  if (value === "none") return flag;
  if (value === "file") return `${flag}:file:_files`;
  if (value === "folder") return `${flag}:folder:_files -/`;
  return typeof value === "string" ? `${flag}:value: ` : `${flag}:value:(${value.join(" ")})`;
}
