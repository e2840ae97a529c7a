import type { Scalar } from "yaml";

/** A text taken from the file, and where each of its characters stands there. */
export interface PlacedText {
  readonly text: string;
  /** Offset in the file of the character at `index`; of the end for an index behind the last. */
  offsetOf(index: number): number;
}

/**
 * Where the characters of a scalar's value stand in the file. Quotes, escapes, folding and indentation change nothing
 * but white space and escapes, so that the other characters come in the same order in both.
 */
export function placeScalar(source: string, node: Scalar): PlacedText {
  const text = String(node.value);
  const [start, end] = node.range ?? [0, 0];
  const offsets = new Int32Array(text.length);
  const characters = charactersOf(source, node.type, contentStart(source, node, start), end);
  let current = characters.next();
  let last = start;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (isSpace(unit)) {
      offsets[index] = last;
      continue;
    }
    while (current.done === false && isSpace(current.value.unit)) current = characters.next();
    if (current.done !== false || current.value.unit !== unit) return wholeScalar(text, start, end);
    last = current.value.at;
    offsets[index] = last;
    current = characters.next();
  }
  return { text, offsetOf: (index) => offsets[index] ?? Math.min(last + 1, end) };
}

/** A text made of pieces of another, with its own offsets. */
export function placedPieces(whole: PlacedText, pieces: readonly { text: string; at: number }[]): PlacedText {
  const starts: number[] = [];
  let text = "";
  for (const piece of pieces) {
    starts.push(text.length);
    text += piece.text;
  }
  const offsetOf = (index: number) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    const piece = pieces[low];
    return piece === undefined ? whole.offsetOf(0) : whole.offsetOf(piece.at + index - (starts[low] ?? 0));
  };
  return { text, offsetOf };
}

/** Where nothing finer is known, everything begins where the scalar does. */
function wholeScalar(text: string, start: number, end: number): PlacedText {
  return { text, offsetOf: (index) => (index < text.length - 1 ? start : Math.max(start, end - 1)) };
}

/** A block scalar's text begins on the line after its header, a quoted one's after the quote. */
function contentStart(source: string, { type }: Scalar, start: number): number {
  if (type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE") return start + 1;
  if (type !== "BLOCK_LITERAL" && type !== "BLOCK_FOLDED") return start;
  const line = source.indexOf("\n", start);
  return line < 0 ? source.length : line + 1;
}

interface Unit {
  readonly unit: number;
  readonly at: number;
}

function* charactersOf(source: string, type: Scalar["type"], start: number, end: number): Generator<Unit, undefined> {
  for (let at = start; at < end; at += 1) {
    const unit = source.charCodeAt(at);
    if (type === "QUOTE_SINGLE" && unit === quote) {
      yield { unit, at };
      at += 1;
    } else if (type === "QUOTE_DOUBLE" && unit === backslash) {
      const { units, length } = escapeAt(source, at);
      for (const one of units) yield { unit: one, at };
      at += length - 1;
    } else yield { unit, at };
  }
  return undefined;
}

const quote = 0x27;
const backslash = 0x5c;
const escapes: Readonly<Record<string, number>> = {
  "0": 0,
  a: 7,
  b: 8,
  e: 0x1b,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
  N: 0x85,
  _: 0xa0,
  L: 0x20_28,
  P: 0x20_29,
};
const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What an escape of a double-quoted scalar stands for. Source: YAML 1.2.2, 5.7. */
function escapeAt(source: string, at: number): { readonly units: readonly number[]; readonly length: number } {
  const letter = source[at + 1] ?? "";
  const digits = codeLengths[letter];
  if (digits !== undefined) {
    const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
    const text = code <= 0x10_ff_ff ? String.fromCodePoint(code) : "";
    return { units: Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)), length: 2 + digits };
  }
  const unit = escapes[letter] ?? letter.charCodeAt(0);
  return { units: Number.isNaN(unit) ? [] : [unit], length: 2 };
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}
