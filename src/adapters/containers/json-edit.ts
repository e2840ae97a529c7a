import { type JsonObject, memberNamed, membersOf } from "./json-members.ts";

/** How a JSON text is laid out. */
export interface JsonLayout {
  /** One level's indentation, or `undefined` where all is on one line. */
  readonly indent: string | undefined;
  readonly newline: "\n" | "\r\n";
  /** What stands between a key and its value. */
  readonly colon: string;
}

/** The layout of a text, read off its outermost object; that of docker's own files where it is empty: tabs. */
export function layoutOf(text: string): JsonLayout {
  const object = membersOf(text, 0);
  const [first] = object.members;
  if (first === undefined) return { indent: "\t", newline: "\n", colon: ": " };
  const space = text.slice(object.start + 1, first.keyStart);
  return {
    indent: space.includes("\n") ? space.slice(space.lastIndexOf("\n") + 1) : undefined,
    newline: space.includes("\r\n") ? "\r\n" : "\n",
    colon: text.slice(first.keyEnd, first.valueStart),
  };
}

/** Writes a value of strings and objects as text that fits a layout, at this depth of the document. */
function renderJson(value: JsonTree, layout: JsonLayout, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, inner]) => JSON.stringify(key) + layout.colon + renderJson(inner, layout, depth + 1),
  );
  if (members.length === 0) return "{}";
  if (layout.indent === undefined) return `{${members.join(",")}}`;
  const line = layout.newline + layout.indent.repeat(depth);
  return `{${members.map((member) => line + layout.indent + member).join(",")}${line}}`;
}

/** Where an object stands: in a text of this layout, at this depth of the document. */
export interface JsonPlace {
  readonly layout: JsonLayout;
  readonly depth: number;
}

/** What `renderJson` writes. */
export type JsonTree = string | { readonly [key: string]: JsonTree };

/**
 * The text with a member of the object at `start` set: replaced where it is, else added as the last one, in the manner
 * of the one before it. All other text stays as it is, byte for byte.
 */
export function setMember(
  text: string,
  start: number,
  key: string,
  value: JsonTree,
  { layout, depth }: JsonPlace,
): string {
  const object = membersOf(text, start);
  const rendered = renderJson(value, layout, depth + 1);
  const existing = memberNamed(object, key);
  if (existing !== undefined) return text.slice(0, existing.valueStart) + rendered + text.slice(existing.valueEnd);
  const last = object.members.at(-1);
  if (last === undefined) {
    return text.slice(0, object.start) + renderJson({ [key]: value }, layout, depth) + text.slice(object.end);
  }
  const added = `,${spaceBeforeLast(text, object)}${JSON.stringify(key)}${layout.colon}${rendered}`;
  return text.slice(0, last.valueEnd) + added + text.slice(last.valueEnd);
}

/** The text without any member of that name in the object at `start`. All other text stays as it is. */
export function removeMember(text: string, start: number, key: string): string {
  const object = membersOf(text, start);
  const index = object.members.findLastIndex((member) => member.key === key);
  const member = object.members[index];
  if (member === undefined) return text;
  const before = object.members[index - 1];
  const after = object.members[index + 1];
  let rest = `${text.slice(0, object.start)}{}${text.slice(object.end)}`;
  if (before !== undefined) rest = text.slice(0, before.valueEnd) + text.slice(member.valueEnd);
  else if (after !== undefined) rest = text.slice(0, member.keyStart) + text.slice(after.keyStart);
  return removeMember(rest, start, key);
}

function spaceBeforeLast(text: string, object: JsonObject): string {
  const before = object.members.at(-2);
  const last = object.members.at(-1);
  const from = before === undefined ? object.start + 1 : text.indexOf(",", before.valueEnd) + 1;
  return text.slice(from, last?.keyStart);
}
