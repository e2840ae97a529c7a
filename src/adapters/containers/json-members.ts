/** Where one member of a JSON object lies in its text. */
export interface JsonMember {
  readonly key: string;
  /** Index of the key's opening quote. */
  readonly keyStart: number;
  /** Index just after the key's closing quote. */
  readonly keyEnd: number;
  readonly valueStart: number;
  /** Index just after the value. */
  readonly valueEnd: number;
}

/** One JSON object in a text. */
export interface JsonObject {
  /** Index of the opening brace. */
  readonly start: number;
  /** Index just after the closing brace. */
  readonly end: number;
  /** In the order of the text; a key can occur more than once. */
  readonly members: readonly JsonMember[];
}

/** Reads where an object's members lie. `text` must be valid JSON, and `start` at or before the object's brace. */
export function membersOf(text: string, start: number): JsonObject {
  const brace = afterSpace(text, start);
  const members: JsonMember[] = [];
  let at = afterSpace(text, brace + 1);
  while (text[at] === '"') {
    const keyEnd = afterValue(text, at);
    const valueStart = afterSpace(text, afterSpace(text, keyEnd) + 1);
    const valueEnd = afterValue(text, valueStart);
    members.push({ key: JSON.parse(text.slice(at, keyEnd)) as string, keyStart: at, keyEnd, valueStart, valueEnd });
    at = afterSpace(text, valueEnd);
    if (text[at] === ",") at = afterSpace(text, at + 1);
  }
  return { start: brace, end: at + 1, members };
}

/** The member that counts for a key: of several, the last, as parsers have it. */
export function memberNamed(object: JsonObject, key: string): JsonMember | undefined {
  return object.members.findLast((member) => member.key === key);
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && " \t\r\n".includes(text[at] ?? "")) at += 1;
  return at;
}

function afterValue(text: string, start: number): number {
  if (text[start] === '"') return afterString(text, start);
  if (text[start] !== "{" && text[start] !== "[") return afterWord(text, start);
  let depth = 0;
  let at = start;
  do {
    const character = text[at];
    if (character === '"') {
      at = afterString(text, at);
      continue;
    }
    if (character === "{" || character === "[") depth += 1;
    if (character === "}" || character === "]") depth -= 1;
    at += 1;
  } while (depth > 0);
  return at;
}

function afterString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** After a number, `true`, `false` or `null`. */
function afterWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && !" \t\r\n,}]".includes(text[at] ?? "")) at += 1;
  return at;
}
