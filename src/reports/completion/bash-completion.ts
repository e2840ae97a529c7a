import { shellWord } from "../setup/shell.ts";
import type { CompletedCommand, CompletedOption } from "./completed-command.ts";

/** A completion script for bash 4 and newer, without the package bash-completion. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# bash completion for gitlab-ecr: source <(gitlab-ecr completion bash)
_gitlab_ecr() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]} words
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W ${shellWord(`${names} help --help --version`)} -- "$current")
    return
  fi
  case "$command $previous" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$command" in
${commands.map(wordCase).join("\n")}
    help) words=${shellWord(names)} ;;
    *) return ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o bashdefault -F _gitlab_ecr gitlab-ecr
`;
}

function valueCases({ name, options }: CompletedCommand): string[] {
  const taking = options.filter(({ value }) => value !== "none");
  return taking.map((option) => `    ${shellWord(`${name} --${option.name}`)}) ${answer(option)}; return ;;`);
}

function answer({ value }: CompletedOption): string {
  const ask = (way: string) => `mapfile -t COMPREPLY < <(compgen ${way} -- "$current")`;
  if (value === "file") return `compopt -o filenames; ${ask("-f")}`;
  if (value === "folder") return `compopt -o filenames; ${ask("-d")}`;
  return typeof value === "string" ? ":" : ask(`-W ${shellWord(value.join(" "))}`);
}

function wordCase({ name, words, options }: CompletedCommand): string {
  const flags = options.map((option) => `--${option.name}`);
  return `    ${name}) words=${shellWord([...words, ...flags, "--help"].join(" "))} ;;`;
}
