export { bashCompletion } from "./bash-completion.ts";
export type { CompletedCommand, CompletedOption } from "./completed-command.ts";
export { fishCompletion } from "./fish-completion.ts";
export { zshCompletion } from "./zsh-completion.ts";
