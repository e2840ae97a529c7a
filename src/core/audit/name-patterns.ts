import { matchesPattern, patternOf } from "../policy/index.ts";

/** The first pattern that a name holds, in any capitals; null where none. */
export type NameMatcher = (name: string) => string | null;

/** Reads patterns: plain texts, or texts with `*` and `?`, found anywhere in a name. */
export function nameMatcher(patterns: readonly string[]): NameMatcher {
  const tests = patterns.map((pattern) => {
    const text = pattern.toLowerCase();
    if (!/[*?]/.test(text)) return { pattern, test: (name: string) => name.includes(text) };
    const compiled = patternOf(`*${text}*`);
    return { pattern, test: (name: string) => matchesPattern(compiled, name) };
  });
  return (name) => {
    const lower = name.toLowerCase();
    return tests.find(({ test }) => test(lower))?.pattern ?? null;
  };
}
