/** Part of a text, from its first character to behind its last. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

// So many characters in a row of a secret are taken for the secret. Shorter runs stand in ordinary words, too.
const gramLength = 12;

/** Runs of a secret, by which its parts are found in a text. */
export type Grams = ReadonlyMap<string, { readonly secret: string; readonly at: number }>;

/** The runs of secrets that are long enough for it and look like nothing else. Blanks in them don't count. */
export function gramsOf(secrets: Iterable<string>): Grams {
  const grams = new Map<string, { secret: string; at: number }>();
  for (const value of secrets) {
    const secret = value.replace(/\s/g, "");
    // Addresses and JSON documents are made of names that must stay readable.
    if (secret.length < 16 || secret.includes("://") || secret.startsWith("{")) continue;
    // All key ids of an account begin alike, and an audit names the others: only the end of one tells it.
    const first = /^A(?:KIA|SIA)[A-Z2-7]{16}$/.test(secret) ? secret.length - gramLength : 0;
    for (let at = first; at + gramLength <= secret.length; at += gramLength) {
      grams.set(secret.slice(at, at + gramLength), { secret, at });
    }
  }
  return grams;
}

/**
 * Where a text holds parts of secrets in another shape: broken over lines or by invisible characters, cut short,
 * escaped for JSON, XML or a URL, in base64 or in hexadecimal.
 */
export function disguisedSecrets(text: string, grams: Grams): Range[] {
  if (grams.size === 0 || text.length < gramLength) return [];
  const { plain, ranges } = plainTextOf(text);
  const found = [...partsIn(plain, grams), ...encodedIn(plain, grams)];
  return found.flatMap(({ start, end }) => {
    const [first, last] = [ranges[start], ranges[end - 1]];
    return first === undefined || last === undefined ? [] : [{ start: first.start, end: last.end }];
  });
}

const piece =
  /%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\u\{[0-9a-f]{1,6}\}|\\x[0-9a-f]{2}|\\[\\/"]|\\[nrt]|&#x[0-9a-f]{1,6};|&#\d{1,7};|[\s\S]/gi;
const dropped = /[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff;\\]/;

/** The text without what may break a secret up, its escapes undone, and where each of its characters comes from. */
function plainTextOf(text: string): { plain: string; ranges: Range[] } {
  const characters: string[] = [];
  const ranges: Range[] = [];
  for (const { 0: written, index } of text.matchAll(piece)) {
    const character = written.length === 1 ? written : unescaped(written);
    if (character.length !== 1 || dropped.test(character)) continue;
    characters.push(character);
    ranges.push({ start: index, end: index + written.length });
  }
  return { plain: characters.join(""), ranges };
}

function unescaped(written: string): string {
  if (/^\\[\\/"]$/.test(written)) return written.slice(1);
  if (/^\\[nrt]$/.test(written)) return "\n";
  const decimal = /^&#(\d+);$/.exec(written)?.[1];
  const code =
    decimal === undefined ? Number.parseInt(written.replace(/^(?:%|\\u\{?|\\x|&#x)/i, ""), 16) : Number(decimal);
  return code > 0xffff ? "" : String.fromCharCode(code);
}

function* partsIn(plain: string, grams: Grams): Generator<Range> {
  for (let at = 0; at + gramLength <= plain.length; at += 1) {
    const gram = grams.get(plain.slice(at, at + gramLength));
    if (gram === undefined) continue;
    let [start, end] = [at, at + gramLength];
    while (start > 0 && gram.at - (at - start) > 0 && plain[start - 1] === gram.secret[gram.at - (at - start) - 1])
      start -= 1;
    while (end < plain.length && plain[end] === gram.secret[gram.at + (end - at)]) end += 1;
    yield { start, end };
    at = end - 1;
  }
}

/** Runs of base64, base64url or hexadecimal whose content holds parts of secrets. */
function* encodedIn(plain: string, grams: Grams): Generator<Range> {
  for (const { 0: run, index } of plain.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g)) {
    if (decodingsOf(run).some((decoded) => !partsIn(decoded, grams).next().done)) {
      yield { start: index, end: index + run.length };
    }
  }
}

function decodingsOf(run: string): string[] {
  const standard = run.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  // A run may begin in front of the encoded value, so that each of the four alignments can be its own.
  const shifted = [0, 1, 2, 3].map((shift) => decodeBase64(standard.slice(shift)));
  const hex = [0, 1].map((shift) => run.slice(shift).replace(/[^0-9a-f]/gi, ""));
  return [...shifted, ...hex.map(decodeHex)];
}

function decodeBase64(text: string): string {
  const whole = text.slice(0, text.length - (text.length % 4 === 1 ? 1 : 0));
  try {
    return atob(whole);
  } catch {
    return "";
  }
}

function decodeHex(digits: string): string {
  return (digits.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join("");
}
