import fc from "fast-check";

/** Names that mean something to JavaScript itself. */
const own = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "length", "then"];

/** JSON values as somebody could write them to do harm: names of JavaScript's own, odd numbers, odd texts, nesting. */
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -1,
      1e308,
      1.5,
      "",
      " ",
      "__proto__",
      "\u0000",
      "\u001b[31m",
      "\ud800",
      "$X",
    ),
    fc.string({ maxLength: 12 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...own), fc.string({ maxLength: 8 })), tie("value")), { maxLength: 4 })
      // Makes a field of the name __proto__, as JSON.parse does.
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** One change of a valid document: a field that is another, missing, or more; a list's item, too. */
function changed(document: unknown, steps: readonly number[], put: unknown, how: number): unknown {
  if (typeof document !== "object" || document === null || steps.length === 0) return put;
  const [step = 0, ...rest] = steps;
  const entries: [string, unknown][] = Object.entries(document);
  if (entries.length === 0) return put;
  const at = step % entries.length;
  const [name = "", inner] = entries[at] ?? [];
  if (rest.length === 0 && how === 0) entries.splice(at, 1);
  else if (rest.length === 0 && how === 1) entries.push([own[step % own.length] ?? "", put]);
  else entries[at] = [name, changed(inner, rest, put, how)];
  return Array.isArray(document) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

/** JSON texts that are nearly a valid document, or quite other JSON. */
export function nearJson(document: unknown): fc.Arbitrary<string> {
  const near = fc
    .tuple(fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), value, fc.nat(4))
    .map(([steps, put, how]) => JSON.stringify(changed(document, steps, put, how)) ?? "null");
  return fc.oneof({ arbitrary: near, weight: 6 }, { arbitrary: value.map((one) => JSON.stringify(one)), weight: 1 });
}

/** A text with a piece left out, repeated, exchanged or put in. */
export function nearText(...texts: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(
      "",
      "\u0000",
      "\n",
      "\r\n",
      '"',
      "'",
      "\\",
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "\u001b[2J",
      "\ufeff",
      "&a",
      "*a",
      "<<",
      "é",
    ),
    fc.string({ maxLength: 8 }),
    fc.constantFrom(...own),
  );
  return fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(40), piece, fc.integer({ min: 1, max: 3 }))
    .map(([text, at, length, put, times]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + put.repeat(times) + text.slice(start + length);
    });
}

/** Any text at all. */
export const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.string({ maxLength: 60 }));

/** Texts that cost most where a parser goes back, or goes down, for each character. */
export const longTexts: readonly (readonly [string, string])[] = [
  ["brackets", "[".repeat(100_000)],
  ["braces", '{"a":'.repeat(50_000)],
  ["closed brackets", "[".repeat(50_000) + "]".repeat(50_000)],
  ["closed braces", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
  ["quotes", '"'.repeat(200_000)],
  ["backslashes", `"${"\\".repeat(200_001)}`],
  ["blanks", `${" ".repeat(200_000)}x`],
  ["lines", "\n".repeat(200_000)],
  ["letters", "a".repeat(200_000)],
  ["dots", "a.".repeat(100_000)],
  ["dashes", "a-".repeat(100_000)],
  ["slashes", "a/".repeat(100_000)],
  ["colons", "a:".repeat(100_000)],
  ["digits", "1".repeat(200_000)],
  ["items", "- ".repeat(20_000)],
  ["stars", "*a".repeat(50_000)],
  ["dollars", "${".repeat(50_000)],
  ["commas", "a,".repeat(100_000)],
];
