/** One option of a command: the parser, `--help` and the reference are all made from it. */
export interface OptionSpec {
  /** Long name without dashes. */
  readonly name: string;
  /** What its value is called in help; null for a switch. */
  readonly value: string | null;
  /** May be given several times; its variable separates values by blanks or commas. */
  readonly many?: true;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** Variables of AWS or Docker that count after our own, in order. */
  readonly variables?: readonly string[];
  readonly description: string;
  /** What holds where neither flag nor variable is set, in words. */
  readonly fallback?: string;
}

/** The variable of our own that stands for an option. */
export function variableOf({ name }: Pick<OptionSpec, "name">): string {
  return `GITLAB_ECR_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** Options that every command has. */
export const commonOptions = [
  { name: "json", value: null, description: "print one JSON object on standard output, on success and on failure" },
  { name: "quiet", value: null, description: "print nothing but warnings and errors" },
  { name: "verbose", value: null, description: "print every step and how long it took" },
  {
    name: "timeout",
    value: "TIME",
    description: "the most that the whole command may take: seconds, or with a unit (90s, 2m)",
    fallback: "60s",
  },
] as const satisfies readonly OptionSpec[];
