/** A command line that repeats what was answered: options by name, in order; an empty list is a switch that is on. */
export function setupCommandLine(options: readonly (readonly [string, readonly string[]])[]): string {
  const words = options.flatMap(([name, values]) =>
    values.length === 0 ? [`--${name}`] : values.flatMap((value) => [`--${name}`, shellWord(value)]),
  );
  return ["gitlab-ecr setup", ...words].join(" ");
}

/** A text as one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
