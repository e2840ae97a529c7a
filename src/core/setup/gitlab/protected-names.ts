/** Whether a branch or tag is among protected ones, whose names may hold `*`. A pattern counts only where it is one of them. */
export function wildcardsAdmit(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => pattern === name || (!/[*?]/.test(name) && matches(pattern, name)));
}

function matches(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return first === name;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
