import { isAlias, isMap, isScalar, isSeq } from "yaml";
import { inherits, lineageOf } from "../lineage.ts";
import { type Field, fieldOf, type PipelineEntry, type PipelineFile, rangeOf } from "../pipeline-file.ts";
import { unknownParents } from "./inheritance.ts";
import { contentEnd, isBlockList } from "./remove-command.ts";
import type { Surroundings } from "./surroundings.ts";
import { indentBefore, linesAfter, linesBefore, type TextEdit } from "./text-edits.ts";

/** The edits that let a job take token, variables and login from the component; or why it can't be done. */
export type Joining =
  | { readonly kind: "edits"; readonly edits: readonly TextEdit[] }
  | { readonly kind: "none"; readonly reason: string };

/** Where the login goes: in place of a command of `before_script`, or before the script. */
export type LoginPlace = "in-place" | "before-script";

/** Lets a job, or a hidden job, extend the component's. What it has from elsewhere stays as it was. */
export function joinEntry(
  file: PipelineFile,
  entry: PipelineEntry,
  jobName: string,
  place: LoginPlace,
  { keys }: Surroundings,
): Joining {
  const { text } = file;
  const first = entry.fields[0];
  const indent = first === undefined ? null : indentBefore(text, rangeOf(first.pair.key)[0]);
  if (first === undefined || indent === null || indent === "")
    return none("Its job isn't written as a block of lines.");
  const extending = extendsEdit(file, entry, jobName, indent);
  if (extending === null) return none("What its job extends isn't written in a form that can be added to.");
  const unknown = unknownParents(file, entry);
  const given = new Set(unknown.flatMap((name) => [...(keys.get(name) ?? [])]));
  if (unknown.length > 0 && ["stage", "image"].some((key) => !has(entry, key) && !given.has(key)))
    return none(`Whether ${unknown[0]} has a stage and an image, this file doesn't tell.`);
  const before = place === "in-place" ? [] : beforeScriptEdits({ file, entry, jobName, indent, unknown });
  if (typeof before === "string") return none(before);
  const after = afterScriptEdits({ file, entry, jobName, indent, unknown });
  if (typeof after === "string") return none(after);
  const top = [...extending.lines, ...keptLines(file, entry, indent, given)];
  const at = rangeOf(first.pair.key)[0];
  const inserted = top.length === 0 ? [] : [linesBefore(text, at, top)];
  return {
    kind: "edits",
    edits: [...extending.edits, ...inserted, ...before, ...after],
  };
}

function none(reason: string): Joining {
  return { kind: "none", reason };
}

interface Extending {
  readonly lines: readonly string[];
  readonly edits: readonly TextEdit[];
}

/** The component's job goes first: what the others say wins. */
function extendsEdit(file: PipelineFile, entry: PipelineEntry, jobName: string, indent: string): Extending | null {
  const { text } = file;
  const own = fieldOf(entry, "extends");
  if (own === null) {
    // A key of its own replaces the one that it would have by a merge key.
    const merged =
      entry.fields.some(({ key }) => key === "<<") && entry.parents.some((one) => fieldOf(one, "extends") !== null);
    return merged ? null : { lines: [`${indent}extends: ${jobName}`], edits: [] };
  }
  const { value } = own;
  const names = isSeq(value) ? value.items : [value];
  if (names.some((name) => isScalar(name) && name.value === jobName)) return { lines: [], edits: [] };
  if (isScalar(value) && value.anchor === undefined) {
    const [start, end] = rangeOf(value);
    return { lines: [], edits: [{ start, end, text: `[${jobName}, ${text.slice(start, end)}]` }] };
  }
  if (!isSeq(value) || value.items.length === 0) return null;
  const [start] = rangeOf(value.items[0]);
  if (value.flow === true) return { lines: [], edits: [{ start, end: start, text: `${jobName}, ` }] };
  const dash = text.lastIndexOf("-", start);
  const dashIndent = indentBefore(text, dash);
  return dashIndent === null ? null : { lines: [], edits: [linesBefore(text, dash, [`${dashIndent}- ${jobName}`])] };
}

function has(entry: PipelineEntry, key: string): boolean {
  return lineageOf(entry).some((one) => fieldOf(one, key) !== null);
}

/** The component's job has a stage and an image: a job without its own keeps those that it had. */
function keptLines(file: PipelineFile, entry: PipelineEntry, indent: string, given: ReadonlySet<string>): string[] {
  const stage = has(entry, "stage") || given.has("stage") ? [] : [`${indent}stage: test`];
  if (has(entry, "image") || given.has("image") || !inherits(entry, "default", "image")) return stage;
  const common = file.defaults === null ? null : fieldOf(file.defaults, "image");
  const image = common ?? fieldOf(file.globals, "image");
  if (image === null) return stage;
  return [...stage, `${indent}image: ${imageText(file, image, common !== null)}`];
}

function imageText({ text }: PipelineFile, { value }: Field, isDefault: boolean): string {
  if (isScalar(value)) return text.slice(rangeOf(value)[0], contentEnd(text, value));
  return isDefault ? "!reference [default, image]" : "!reference [image]";
}

interface Before {
  readonly file: PipelineFile;
  readonly entry: PipelineEntry;
  readonly jobName: string;
  readonly indent: string;
  readonly unknown: readonly string[];
}

/** The edits that put the login before the script, after what runs there already; or why that can't be. */
function beforeScriptEdits({ file, entry, jobName, indent, unknown }: Before): TextEdit[] | string {
  const { text } = file;
  const reference = `!reference [${jobName}, before_script]`;
  const own = fieldOf(entry, "before_script");
  if (own !== null) return appendItem(text, own, reference) ?? "Its job's before_script isn't a list of lines.";
  if (unknown.length > 0) return `Whether ${unknown[0]} has a before_script, this file doesn't tell.`;
  const source = lineageOf(entry).find((one) => fieldOf(one, "before_script") !== null);
  const inherited = source === undefined ? commonKey(file, entry, "before_script") : `${source.name}, before_script`;
  if (inherited === null) return [];
  const anchor = fieldOf(entry, "script");
  if (anchor === null) return "Its job has no script of its own.";
  const lines = ["before_script:", `  - !reference [${inherited}]`, `  - ${reference}`];
  return [
    linesBefore(
      text,
      rangeOf(anchor.pair.key)[0],
      lines.map((line) => indent + line),
    ),
  ];
}

/** What a reference names that is set for all jobs, as far as it reaches an entry; null where nothing is. */
function commonKey(file: PipelineFile, entry: PipelineEntry, key: string): string | null {
  if (!inherits(entry, "default", key)) return null;
  if (file.defaults !== null && fieldOf(file.defaults, key) !== null) return `default, ${key}`;
  return fieldOf(file.globals, key) === null ? null : key;
}

/** Adds an item at the end of a list, unless it is there. */
function appendItem(text: string, { value }: Field, item: string): TextEdit[] | null {
  if (isAlias(value) || isMap(value) || !isBlockList(value)) return null;
  const last = value.items.at(-1);
  const [start] = rangeOf(last);
  const dash = text.lastIndexOf("-", start);
  const indent = indentBefore(text, dash);
  if (indent === null) return null;
  if (text.slice(...(rangeOf(value).slice(0, 2) as [number, number])).includes(item)) return [];
  return [linesAfter(text, contentEnd(text, last) - 1, [`${indent}- ${item}`])];
}

/** Logging out at the end goes with what the job does there already; or why that can't be. */
function afterScriptEdits({ file, entry, jobName, indent, unknown }: Before): TextEdit[] | string {
  const { text } = file;
  const reference = `!reference [${jobName}, after_script]`;
  const own = fieldOf(entry, "after_script");
  if (own !== null) return appendItem(text, own, reference) ?? [];
  if (has(entry, "after_script")) return [];
  const common = commonKey(file, entry, "after_script");
  if (common === null) return [];
  if (unknown.length > 0) return `Whether ${unknown[0]} has an after_script, this file doesn't tell.`;
  const anchor = fieldOf(entry, "script") ?? fieldOf(entry, "before_script");
  const lines = ["after_script:", `  - !reference [${common}]`, `  - ${reference}`].map((line) => indent + line);
  return anchor === null ? [] : [linesAfter(text, contentEnd(text, anchor.value) - 1, lines)];
}
