/** What a completion script has to know of one command. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** What its first positional argument may be; empty where that is free. */
  readonly words: readonly string[];
  readonly options: readonly CompletedOption[];
}

/** One option of a command. */
export interface CompletedOption {
  /** Long name without dashes. */
  readonly name: string;
  readonly description: string;
  /** What may follow: nothing, one of some words, a file, a folder, or whatever the user writes. */
  readonly value: "none" | "file" | "folder" | "free" | readonly string[];
}
