import { type Closer, type Cursor, deepest, readBrackets } from "./cursor.ts";
import { HereDocuments } from "./here-documents.ts";
import { readWord } from "./read-word.ts";
import type { Assignment, Dialect, Redirect, ShellPipeline, ShellScript, Stage, Word } from "./shell-script.ts";
import { isBlank, skipComment, skipSpace } from "./skip-space.ts";

/**
 * Reads a script as far as finding commands takes: words, quotes, expansions, pipes, lists, groups, here-documents.
 * It never fails: what a shell would refuse comes out as commands that nobody looks for. `open` is how many compound
 * commands earlier items of the same script left open. Takes time linear in the script's length.
 */
export function readShell(text: string, dialect: Dialect, open = 0): ShellScript {
  const hereDocuments = new HereDocuments(text);
  const cursor = { text, dialect, hereDocuments, at: 0, depth: 0, unclosed: 0, inBackticks: false, readScript };
  const script = readScript(cursor, null, open);
  return { ...script, open: script.open + cursor.unclosed };
}

/** Reads up to the closer of what contains the script, and past it; to the end where there is none. */
function readScript(cursor: Cursor, closer: Closer | null, openBefore = 0): ShellScript {
  const pipelines: ShellPipeline[] = [];
  let open = openBefore;
  let joined = false;
  let closed = closer === null;
  const { text } = cursor;
  while (cursor.at < text.length) {
    skipSpace(cursor);
    if (cursor.at >= text.length) break;
    if (skipComment(cursor)) continue;
    const character = text[cursor.at] ?? "";
    if (character === closer && !(closer === "}" && !endsGroup(cursor))) {
      cursor.at += 1;
      closed = true;
      break;
    }
    if (character === "\n") {
      cursor.at += 1;
      cursor.hereDocuments.take(cursor);
      joined = false;
      continue;
    }
    const operator = /(?:&&|\|\||;;|[;&|)}])/y;
    operator.lastIndex = cursor.at;
    const found = operator.exec(text)?.[0];
    if (found !== undefined && !startsRedirect(cursor)) {
      cursor.at += found.length;
      joined = found === "&&" || found === "||";
      // An earlier item of the script opened the group.
      if (found === "}" && closer === null) open = Math.max(0, open - 1);
      const last = pipelines.at(-1);
      if (joined && last !== undefined) last.alone = false;
      continue;
    }
    const keyword = keywordAt(cursor);
    if (keyword !== null) {
      cursor.at += keyword.length;
      if (opening.has(keyword)) open += 1;
      if (closing.has(keyword)) open = Math.max(0, open - 1);
      continue;
    }
    const before = cursor.at;
    if (opensLoop(cursor)) open += 1;
    const conditional = open > 0 || joined;
    const pipeline = readPipeline(cursor, closer, conditional);
    if (cursor.at === before) cursor.at += 1;
    if (pipeline.stages.length > 0) pipelines.push(pipeline);
  }
  if (!closed) cursor.unclosed += 1;
  return { pipelines, open };
}

const keywords = /(?:if|then|elif|else|fi|while|until|do|done|esac|time|!)(?=[\s;()]|$)/y;
const opening = new Set(["if", "while", "until"]);
const closing = new Set(["fi", "done", "esac"]);

/** `for` and the like are read as commands, whose words are their values. In PowerShell, braces hold their bodies. */
function opensLoop({ text, at, dialect }: Cursor): boolean {
  const loop = /(?:for|select|case)[ \t]/y;
  loop.lastIndex = at;
  return dialect === "sh" && loop.test(text);
}

/** Those of PowerShell, whose bodies stand in braces. */
const powershellKeywords =
  /(?:elseif|foreach|for|switch|try|finally|catch(?:[ \t]{1,9}\[[\w., []{1,200}\])?|function[ \t]{1,9}[\w:-]{1,99})(?=[\s({]|$)/iy;

function keywordAt({ text, at, dialect }: Cursor): string | null {
  for (const one of dialect === "powershell" ? [keywords, powershellKeywords] : [keywords]) {
    one.lastIndex = at;
    const found = one.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  return null;
}

/** A brace closes a group where it begins a command; in PowerShell everywhere. */
function endsGroup({ text, at, dialect }: Cursor): boolean {
  return dialect === "powershell" || /[\s;&|)}`]|^$/.test(text[at + 1] ?? "");
}

function startsRedirect({ text, at }: Cursor): boolean {
  return text[at] === "&" && text[at + 1] === ">";
}

function readPipeline(cursor: Cursor, closer: Closer | null, conditional: boolean): ShellPipeline {
  const start = cursor.at;
  const stages: Stage[] = [];
  let end = start;
  let piped = true;
  const heard = cursor.hereDocuments.count;
  while (piped) {
    const stage = readStage(cursor, closer);
    if (stage === null) break;
    stages.push(stage.stage);
    end = stage.end;
    piped = takePipe(cursor);
  }
  // A here-document begins on the next line, which may come after other commands of this one.
  const alone = !conditional && cursor.depth === 0;
  const pipeline = { stages, start, end, alone, conditional };
  cursor.hereDocuments.belongTo(pipeline, heard);
  return pipeline;
}

/** Goes past a pipe and the line breaks after it; PowerShell also takes a pipe that begins the next line. */
function takePipe(cursor: Cursor): boolean {
  const { text, dialect } = cursor;
  skipSpace(cursor);
  if (dialect === "powershell") {
    const next = /(?:\r?\n[ \t]*)+\|(?!\|)/y;
    next.lastIndex = cursor.at;
    if (next.test(text)) cursor.at = next.lastIndex - 1;
  }
  if (text[cursor.at] !== "|" || text[cursor.at + 1] === "|") return false;
  cursor.at += text[cursor.at + 1] === "&" ? 2 : 1;
  for (;;) {
    skipSpace(cursor);
    // PowerShell's call operator.
    if (text[cursor.at] === "&" && /[ \t]/.test(text[cursor.at + 1] ?? "")) cursor.at += 2;
    else if (text[cursor.at] === "\n") {
      cursor.at += 1;
      cursor.hereDocuments.take(cursor);
    } else if (!skipComment(cursor)) return true;
  }
}

interface ReadStage {
  readonly stage: Stage;
  readonly end: number;
}

function readStage(cursor: Cursor, closer: Closer | null): ReadStage | null {
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  let group: ShellScript | null = null;
  let end = cursor.at;
  const { text, dialect } = cursor;
  for (;;) {
    skipSpace(cursor);
    const character = text[cursor.at] ?? "";
    if (character === "" || character === "\n" || character === ";" || character === "|") break;
    if (character === closer && (character !== "}" || dialect === "powershell" || words.length === 0)) break;
    if (words.length > 0 && skipComment(cursor)) break;
    if (readRedirect(cursor, redirects)) {
      end = cursor.at;
      continue;
    }
    if ((character === "&" || character === ")" || character === "`") && (character !== "`" || closer === "`")) break;
    const first = words.length === 0 && assignments.length === 0 && group === null;
    if (first && opensGroup(cursor)) {
      group = readBrackets(cursor);
      end = cursor.at;
      continue;
    }
    if (character === "(" && words.length === 1 && text[cursor.at + 1] === ")" && dialect === "sh") {
      // A function's name: its body is a group that follows.
      cursor.at += 2;
      words.length = 0;
      continue;
    }
    if (group !== null && opensGroup(cursor)) break;
    const before = cursor.at;
    const word = readWord(cursor, closer);
    if (cursor.at === before) break;
    end = cursor.at;
    const assigned = words.length === 0 && group === null ? assignmentOf(word) : null;
    if (assigned !== null) assignments.push(assigned);
    else if (dialect === "powershell" && words.length === 1 && isEqualSign(word) && words[0] !== undefined) {
      const value = readAssignedPipeline(cursor, closer);
      assignments.push({ name: nameOf(words[0]), value });
      words.length = 0;
      end = Math.max(end, value.end);
      break;
    } else words.push(word);
  }
  if (words.length + assignments.length + redirects.length === 0 && group === null) return null;
  return { stage: { assignments, words, redirects, group }, end };
}

function opensGroup({ text, at, dialect, depth }: Cursor): boolean {
  if (depth >= deepest) return false;
  if (text[at] === "(") return true;
  return text[at] === "{" && (dialect === "powershell" || isBlank(text[at + 1] ?? "\n") || text[at + 1] === "\r");
}

/** `NAME=value` and `NAME+=value` before a command. */
function assignmentOf({ parts, start, end }: Word): Assignment | null {
  const [first] = parts;
  if (first?.kind !== "text" || first.at !== start) return null;
  const name = /^([A-Za-z_]\w*)\+?=/.exec(first.text);
  if (name === null) return null;
  const skipped = name[0].length;
  const rest = { ...first, text: first.text.slice(skipped), at: first.at + skipped };
  return { name: name[1] ?? "", value: { parts: [rest, ...parts.slice(1)], start: start + skipped, end } };
}

function isEqualSign({ parts: [part, ...others] }: Word): boolean {
  return part?.kind === "text" && part.text === "=" && others.length === 0;
}

function nameOf({ parts }: Word): string {
  return parts.find((part) => part.kind === "variable")?.name ?? "";
}

function readAssignedPipeline(cursor: Cursor, closer: Closer | null): Word {
  skipSpace(cursor);
  const start = cursor.at;
  const pipeline = readPipeline(cursor, closer, true);
  const end = Math.max(start, pipeline.end);
  return { parts: [{ kind: "commands", script: { pipelines: [pipeline], open: 0 }, at: start, end }], start, end };
}

const redirection = /(\d*)(<<<|<<-|<<|<>|<&|>&|>>|>\||<(?![#(])|>(?!\())|&>>?/y;

/** Reads a redirection, if one begins here. */
function readRedirect(cursor: Cursor, redirects: Redirect[]): boolean {
  redirection.lastIndex = cursor.at;
  const found = redirection.exec(cursor.text);
  if (found === null) return false;
  const [, descriptor = "", operator = ">"] = found;
  cursor.at = redirection.lastIndex;
  skipSpace(cursor);
  const target = readWord(cursor, null);
  const redirect: Redirect = { operator: operator === "<<-" ? "<<" : operator, descriptor, target };
  redirects.push(redirect);
  if (redirect.operator === "<<") cursor.hereDocuments.expect(cursor, redirect, operator === "<<-");
  return true;
}
