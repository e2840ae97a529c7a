import { type Closer, type Cursor, deepest, readBrackets } from "./cursor.ts";
import type { Word, WordPart } from "./shell-script.ts";
import { isContinuation } from "./skip-space.ts";

const meta = new Set([" ", "\t", "\n", "\r", ";", "&", "|", "<", ">", "(", ")", ""]);

/** Reads one word. The cursor doesn't move where none begins. `closer` is what ends the script around it. */
export function readWord(cursor: Cursor, closer: Closer | null): Word {
  const start = cursor.at;
  const parts: WordPart[] = [];
  const { text, dialect } = cursor;
  for (;;) {
    const character = text[cursor.at] ?? "";
    if (isContinuation(cursor)) break;
    if (character === closer && character !== "}") break;
    if (character === "}" && closer === "}" && dialect === "powershell") break;
    if ((character === "<" || character === ">") && text[cursor.at + 1] === "(") {
      cursor.at += 1;
      readNested(cursor, parts);
      continue;
    }
    if (opensArgument(cursor, parts)) {
      readNested(cursor, parts);
      continue;
    }
    if (meta.has(character)) break;
    readPiece(cursor, parts);
  }
  return { parts, start, end: cursor.at };
}

/** Brackets as an argument (PowerShell) or as the value of an assignment (bash's arrays). */
function opensArgument({ text, at, dialect, depth }: Cursor, parts: readonly WordPart[]): boolean {
  if (depth >= deepest) return false;
  if (text[at] === "(") return dialect === "powershell" || (parts.length > 0 && text[at - 1] === "=");
  return text[at] === "{" && dialect === "powershell" && parts.length === 0;
}

function readNested(cursor: Cursor, parts: WordPart[]): void {
  const at = cursor.at;
  if (cursor.depth >= deepest) {
    cursor.at += 1;
    return;
  }
  const script = readBrackets(cursor);
  parts.push({ kind: "commands", script, at, end: cursor.at });
}

/** Reads a piece of a word outside quotes: a quoted string, an escape, an expansion or plain text. */
function readPiece(cursor: Cursor, parts: WordPart[]): void {
  const { text, dialect } = cursor;
  const character = text[cursor.at] ?? "";
  const next = text[cursor.at + 1] ?? "";
  if (character === "'") readSingleQuoted(cursor, parts);
  else if (character === '"') readDoubleQuoted(cursor, parts);
  else if (character === "@" && dialect === "powershell" && /["']/.test(next)) readHereString(cursor, parts);
  else if (character === escapeOf(dialect)) {
    addText(parts, next, cursor.at + 1);
    cursor.at = Math.min(cursor.at + 2, text.length);
  } else if (character === "`") readBackticks(cursor, parts);
  else if (character === "$") readExpansion(cursor, parts);
  else {
    addText(parts, character, cursor.at);
    cursor.at += 1;
  }
}

function escapeOf(dialect: Cursor["dialect"]): string {
  return dialect === "powershell" ? "`" : "\\";
}

/** Text joins the part before it where it follows it in the script, too. */
function addText(parts: WordPart[], text: string, at: number): void {
  const last = parts.at(-1);
  if (last?.kind === "text" && last.at + last.text.length === at) {
    parts[parts.length - 1] = { ...last, text: last.text + text };
  } else if (text !== "") parts.push({ kind: "text", text, at });
}

function readSingleQuoted(cursor: Cursor, parts: WordPart[]): void {
  const { text, dialect } = cursor;
  for (let from = cursor.at + 1; ; ) {
    const found = text.indexOf("'", from);
    const end = found < 0 ? text.length : found;
    addText(parts, text.slice(from, end), from);
    cursor.at = Math.min(end + 1, text.length);
    if (dialect === "sh" || text[cursor.at] !== "'") return;
    // In PowerShell, two of them are one.
    addText(parts, "'", cursor.at);
    from = cursor.at + 1;
  }
}

function readDoubleQuoted(cursor: Cursor, parts: WordPart[]): void {
  const { text, dialect } = cursor;
  cursor.at += 1;
  for (;;) {
    const plain = /[^"\\$`]+/y;
    plain.lastIndex = cursor.at;
    const found = plain.exec(text)?.[0] ?? "";
    addText(parts, found, cursor.at);
    cursor.at += found.length;
    const character = text[cursor.at] ?? "";
    if (character === "") return;
    if (character === '"') {
      cursor.at += 1;
      if (dialect === "sh" || text[cursor.at] !== '"') return;
      addText(parts, '"', cursor.at);
      cursor.at += 1;
    } else readQuotedPiece(cursor, parts);
  }
}

/** What is special in double quotes and in here-documents. */
function readQuotedPiece(cursor: Cursor, parts: WordPart[]): void {
  const { text, dialect } = cursor;
  const character = text[cursor.at] ?? "";
  const next = text[cursor.at + 1] ?? "";
  if (character === "$") readExpansion(cursor, parts);
  else if (dialect === "sh" && character === "`") readBackticks(cursor, parts);
  else if (isContinuation(cursor)) cursor.at = text.indexOf("\n", cursor.at) + 1;
  else if (character === escapeOf(dialect) && (dialect === "powershell" || '"\\$`'.includes(next)) && next !== "") {
    addText(parts, next, cursor.at + 1);
    cursor.at += 2;
  } else {
    addText(parts, character, cursor.at);
    cursor.at += 1;
  }
}

function readBackticks(cursor: Cursor, parts: WordPart[]): void {
  const at = cursor.at;
  cursor.at += 1;
  if (cursor.depth >= deepest) return;
  const before = cursor.inBackticks;
  cursor.depth += 1;
  cursor.inBackticks = true;
  const script = cursor.readScript(cursor, "`");
  cursor.inBackticks = before;
  cursor.depth -= 1;
  parts.push({ kind: "commands", script, at, end: cursor.at });
}

const special = /\$(?:\[\[ {0,9}([\w.]{1,99})[^\]\n]{0,200}\]\]|(?:env:)?([A-Za-z_]\w*)|[0-9@*#?$!-])/iy;
const braced = /\$\{(?:env:)?[!#]?([A-Za-z_]\w*|[0-9@*#?$!-])?/iy;

/** Reads what begins with `$`. A dollar sign that begins nothing is text. */
function readExpansion(cursor: Cursor, parts: WordPart[]): void {
  const { text, depth } = cursor;
  const at = cursor.at;
  if (text[at + 1] === "(" && depth < deepest) {
    cursor.at += 1;
    const script = readBrackets(cursor);
    parts.push({ kind: "commands", script, at, end: cursor.at });
    return;
  }
  if (text[at + 1] === "{" && depth < deepest) {
    braced.lastIndex = at;
    const name = braced.exec(text)?.[1] ?? "";
    cursor.at = Math.max(braced.lastIndex, at + 2);
    const fallback = readBracedRest(cursor);
    parts.push({ kind: "variable", name, fallback, at, end: cursor.at });
    return;
  }
  if (text[at + 1] === "'" || text[at + 1] === '"') {
    cursor.at += 1;
    readPiece(cursor, parts);
    return;
  }
  special.lastIndex = at;
  const found = special.exec(text);
  if (found === null) {
    addText(parts, "$", at);
    cursor.at += 1;
    return;
  }
  cursor.at = special.lastIndex;
  parts.push({ kind: "variable", name: found[1] ?? found[2] ?? found[0].slice(1), fallback: null, at, end: cursor.at });
}

/** Reads to the brace that ends an expansion; what stands in for the variable, or null where nothing does. */
function readBracedRest(cursor: Cursor): readonly WordPart[] | null {
  const { text } = cursor;
  const operator = /:?[-=]/y;
  operator.lastIndex = cursor.at;
  const stands = operator.test(text);
  if (stands) cursor.at = operator.lastIndex;
  const parts: WordPart[] = [];
  cursor.depth += 1;
  while (cursor.at < text.length && text[cursor.at] !== "}") readPiece(cursor, parts);
  cursor.depth -= 1;
  cursor.at = Math.min(cursor.at + 1, text.length);
  return stands ? parts : null;
}

/** PowerShell's `@"…"@` and `@'…'@`. */
function readHereString(cursor: Cursor, parts: WordPart[]): void {
  const { text } = cursor;
  const quote = text[cursor.at + 1] ?? "";
  const close = text.indexOf(`\n${quote}@`, cursor.at);
  const end = close < 0 ? text.length : close;
  cursor.at += 2;
  if (quote === "'") addText(parts, text.slice(cursor.at, end), cursor.at);
  else readUpTo(cursor, end, parts);
  cursor.at = Math.min(end + 3, text.length);
}

/** The body of a here-document that ends at `end`, which the cursor goes to. */
export function readHereDocumentBody(cursor: Cursor, end: number, quoted: boolean): Word {
  const start = cursor.at;
  const parts: WordPart[] = [];
  if (quoted) addText(parts, cursor.text.slice(start, end), start);
  else readUpTo(cursor, end, parts);
  cursor.at = end;
  return { parts, start, end };
}

function readUpTo(cursor: Cursor, end: number, parts: WordPart[]): void {
  // Line by line: what follows a body isn't looked at for each.
  const plain = /[^\\$`\n]+|\n/y;
  while (cursor.at < end) {
    plain.lastIndex = cursor.at;
    const found = (plain.exec(cursor.text)?.[0] ?? "").slice(0, end - cursor.at);
    addText(parts, found, cursor.at);
    cursor.at += found.length;
    if (cursor.at < end && found === "") readQuotedPiece(cursor, parts);
  }
}
