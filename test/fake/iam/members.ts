/** A list of texts that a form carries: `NAME.member.1` and so on. */
export function membersIn(form: Record<string, string>, list: string): string[] {
  return Object.entries(form)
    .filter(([name]) => name.startsWith(`${list}.member.`))
    .map(([, value]) => value);
}
