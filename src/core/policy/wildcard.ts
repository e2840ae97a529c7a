/** One piece of a pattern: literal text, `*` (any text, also none) or `?` (exactly one character). */
export type PatternToken = { readonly kind: "text"; readonly text: string } | { readonly kind: "any" | "one" };

/** A pattern in which wildcards and literal characters can't be confused any more. */
export type Pattern = readonly PatternToken[];

/**
 * Whether a whole text matches a pattern. Goes back to the last `*` only, so the worst case is the product of both
 * lengths, whatever the pattern: no hostile policy can make it explode.
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  if (!hasWildcard(pattern)) return patternText(pattern) === text;
  const symbols = symbolsOf(pattern);
  const characters = [...text];
  let symbol = 0;
  let character = 0;
  let starSymbol = -1;
  let starCharacter = 0;
  while (character < characters.length) {
    const current = symbols[symbol];
    if (current === any) {
      starSymbol = symbol++;
      starCharacter = character;
    } else if (current !== undefined && (current === one || current === characters[character])) {
      symbol++;
      character++;
    } else if (starSymbol >= 0) {
      symbol = starSymbol + 1;
      character = ++starCharacter;
    } else {
      return false;
    }
  }
  while (symbols[symbol] === any) symbol++;
  return symbol === symbols.length;
}

/** Reads `*` and `?` in a text as wildcards. */
export function patternOf(text: string): Pattern {
  return text.split(/([*?])/).flatMap((part): Pattern => {
    if (part === "*") return [{ kind: "any" }];
    if (part === "?") return [{ kind: "one" }];
    return part === "" ? [] : [{ kind: "text", text: part }];
  });
}

/** Takes every character of a text literally. */
export function literalPattern(text: string): Pattern {
  return text === "" ? [] : [{ kind: "text", text }];
}

/** The pattern in lower case, for names that AWS compares without regard to case. */
export function lowerCasePattern(pattern: Pattern): Pattern {
  return pattern.map((token) => (token.kind === "text" ? { kind: "text", text: token.text.toLowerCase() } : token));
}

/** Whether a pattern has a wildcard. */
function hasWildcard(pattern: Pattern): boolean {
  return pattern.some((token) => token.kind !== "text");
}

/** Whether a pattern matches every text: one `*` or several, and nothing else. */
export function matchesEverything(pattern: Pattern): boolean {
  return pattern.length > 0 && pattern.every((token) => token.kind === "any");
}

/** The pattern as a policy would write it. */
export function patternText(pattern: Pattern): string {
  return pattern.map((token) => (token.kind === "text" ? token.text : token.kind === "any" ? "*" : "?")).join("");
}

const any = Symbol("any");
const one = Symbol("one");

function symbolsOf(pattern: Pattern): readonly (string | symbol)[] {
  return pattern.flatMap((token): (string | symbol)[] => {
    if (token.kind === "text") return [...token.text];
    return [token.kind === "any" ? any : one];
  });
}
