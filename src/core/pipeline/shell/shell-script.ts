/** How a script's lines are read: as a POSIX shell or bash does, or as PowerShell does. */
export type Dialect = "sh" | "powershell";

/** A piece of a word. `at` is where it begins in the script. */
export type WordPart =
  | {
      readonly kind: "text";
      /** As it stands in the script from `at` on: an escape begins a new part. */
      readonly text: string;
      readonly at: number;
    }
  | {
      readonly kind: "variable";
      readonly name: string;
      /** What stands for it where it isn't set, as in `${NAME:-fallback}`. */
      readonly fallback: readonly WordPart[] | null;
      readonly at: number;
      readonly end: number;
    }
  | {
      /** `$(…)`, backticks, `<(…)`; in PowerShell also `(…)` and `{…}` as an argument. */
      readonly kind: "commands";
      readonly script: ShellScript;
      readonly at: number;
      readonly end: number;
    };

/** A word, its quotes removed. Positions are offsets in the script, the end exclusive. */
export interface Word {
  readonly parts: readonly WordPart[];
  readonly start: number;
  readonly end: number;
}

/** `< file`, `> file`, `<<< word`; of a here-document (`<<`), `target` is its body. */
export interface Redirect {
  readonly operator: string;
  /** The number before it, as in `2>`; empty where it is the usual one. */
  readonly descriptor: string;
  target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

/** A simple command; with `group`, a list in brackets or braces, and what follows the bracket as words. */
export interface Stage {
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  readonly group: ShellScript | null;
}

/** Commands joined by `|`. */
export interface ShellPipeline {
  readonly stages: readonly Stage[];
  readonly start: number;
  /** Its end, here-documents included. */
  end: number;
  /** Whether it stands by itself: not in a condition, loop, function or list joined by `&&` or `||`. */
  alone: boolean;
  /** Whether it may not run: in a condition or loop, or after `&&` or `||`. */
  readonly conditional: boolean;
}

export interface ShellScript {
  readonly pipelines: readonly ShellPipeline[];
  /** How many compound commands are open after it; a job's script may close them in a later item. */
  readonly open: number;
}
