/** Lines for a POSIX shell's `eval`, or to be sourced: each variable is exported, or unset where it is null. */
export function environmentLines(variables: Readonly<Record<string, string | null>>): string {
  const line = ([name, value]: [string, string | null]) =>
    value === null ? `unset ${name}\n` : `export ${name}=${quoted(value)}\n`;
  return Object.entries(variables).map(line).join("");
}

/** A text as one word of a POSIX shell, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
