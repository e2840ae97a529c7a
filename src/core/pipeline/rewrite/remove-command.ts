import { isSeq, type YAMLSeq } from "yaml";
import type { CommandPlace } from "../logins/known-word.ts";
import { rangeOf } from "../pipeline-file.ts";
import type { ScriptItem } from "../script-units.ts";
import { indentBefore, lineStart, linesBefore, nextLine, type TextEdit } from "./text-edits.ts";

/** How a command can be taken out of the file; or why it can't. */
export type Removal =
  | { readonly kind: "item"; readonly item: ScriptItem; readonly list: YAMLSeq }
  | { readonly kind: "lines"; readonly item: ScriptItem; readonly start: number; readonly end: number }
  | { readonly kind: "none"; readonly reason: string };

/** Finds out whether commands make up an item of a list, or whole lines of a block. */
export class Removals {
  readonly #text: string;
  readonly #items = new Map<ScriptItem, ItemView>();

  constructor(text: string) {
    this.#text = text;
  }

  of(place: CommandPlace): Removal {
    const text = this.#text;
    const item = place.item as ScriptItem | null;
    if (item === null) return none("It isn't a command.");
    if (!place.alone)
      return none("It is part of a condition, a loop, a function, a list of commands or another script.");
    if (/^[^\n]*\n[^\n]*\$\?/.test(text.slice(place.end, place.end + 1000)))
      return none("What follows looks at how it ended ($?).");
    const { node, list } = item;
    if (node.anchor !== undefined) return none(`It has the anchor &${node.anchor}, by which other places may take it.`);
    if (node.tag !== undefined || isTagged(list)) return none("It has a tag of its own.");
    const view = this.#viewOf(item);
    if (place.start === view.start && place.end === view.end) {
      if (list === null) return none("It is the whole script, which isn't written as a list.");
      if (list.items.length > 1 && list.items[0] === node && isNested(text, list, node))
        return none("It begins a list within a list, on the line of both.");
      return { kind: "item", item, list };
    }
    if (node.type !== "BLOCK_LITERAL")
      return none("Other commands stand in the same text; only a block (|) can lose single lines.");
    const start = lineStart(text, place.start);
    const end = nextLine(text, place.end - 1);
    const before = text.slice(start, place.start).trim();
    const after = text.slice(place.end, end).trim();
    if (before !== "" || (after !== "" && !after.startsWith("#")))
      return none("Other commands stand on the same line.");
    const own = text.slice(start, end).trimEnd().split("\n").length;
    if (view.lines <= own) return none("Nothing would be left of its block.");
    return { kind: "lines", item, start, end };
  }

  #viewOf(item: ScriptItem): ItemView {
    const known = this.#items.get(item);
    if (known !== undefined) return known;
    const { placed } = item;
    const trimmed = placed.text.trim();
    const from = placed.text.indexOf(trimmed);
    const lines = placed.text.split("\n").filter((line) => line.trim() !== "").length;
    const view = { start: placed.offsetOf(from), end: placed.offsetOf(from + trimmed.length - 1) + 1, lines };
    this.#items.set(item, view);
    return view;
  }
}

/** An item without the blanks around it, and its number of lines that hold something. */
interface ItemView {
  readonly start: number;
  readonly end: number;
  readonly lines: number;
}

function isNested(text: string, list: YAMLSeq, node: ScriptItem["node"]): boolean {
  return list.flow !== true && indentBefore(text, text.lastIndexOf("-", rangeOf(node)[0] - 1)) === null;
}

function isTagged(list: YAMLSeq | null): boolean {
  return list?.tag !== undefined && list.tag !== "tag:yaml.org,2002:seq";
}

function none(reason: string): Removal {
  return { kind: "none", reason };
}

/** Takes an item out of its list, or puts another text in its place. */
export function replaceItem(text: string, { node }: ScriptItem, list: YAMLSeq, replacement: string | null): TextEdit {
  const [start] = rangeOf(node);
  const end = contentEnd(text, node);
  if (replacement !== null) return { start, end, text: replacement };
  if (list.flow === true) return flowRemoval(text, list, start, end);
  const dash = text.lastIndexOf("-", start);
  return { start: lineStart(text, dash), end: nextLine(text, end - 1), text: "" };
}

/** Puts another item before one of a list with dashes; null where its list has none. */
export function itemBefore(text: string, { node, list }: ScriptItem, item: string): TextEdit[] | null {
  if (list === null || list.flow === true) return null;
  const dash = text.lastIndexOf("-", rangeOf(node)[0] - 1);
  const indent = indentBefore(text, dash);
  return indent === null ? null : [linesBefore(text, dash, [`${indent}- ${item}`])];
}

/** Where a node's text ends, blank lines after a block left out. */
export function contentEnd(text: string, node: unknown): number {
  const [start, end] = rangeOf(node);
  return start + text.slice(start, end).trimEnd().length;
}

function flowRemoval(text: string, list: YAMLSeq, start: number, end: number): TextEdit {
  const comma = /^\s*,[ \t]*/.exec(text.slice(end));
  if (comma !== null) return { start, end: end + comma[0].length, text: "" };
  const before = /,\s*$/.exec(text.slice(rangeOf(list)[0], start));
  return { start: start - (before?.[0].length ?? 0), end, text: "" };
}

/** Whether a value is a list written with dashes. */
export function isBlockList(value: unknown): value is YAMLSeq {
  return isSeq(value) && value.flow !== true && value.tag !== "!reference" && value.items.length > 0;
}
