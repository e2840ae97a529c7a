import {
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  parseDocument,
  type YAMLMap,
} from "yaml";

/** What becomes of a pipeline's file. */
export type PipelineEdit =
  /** The file's new text, and what was added: `include`, names of jobs. */
  | { readonly kind: "write"; readonly text: string; readonly added: readonly string[] }
  /** It has all that already. */
  | { readonly kind: "keep" }
  /** Why it isn't edited: what is there contradicts, or can't be edited without rewriting it. */
  | { readonly kind: "conflict"; readonly reasons: readonly string[] };

/**
 * Adds a block of `include:` and jobs to a pipeline's file. Whatever is there stays byte for byte: comments, order,
 * quotes, line ends. A second run changes nothing. Null stands for a file that isn't there.
 */
export function addToPipeline(file: string | null, block: string): PipelineEdit {
  if (file === null || file.trim() === "") return { kind: "write", text: block, added: Object.keys(valuesOf(block)) };
  const document = lastDocument(file);
  if (document === null)
    return conflict("It isn't YAML that can be read, or ends in another way than a file of one pipeline.");
  const root = document.contents;
  if (root !== null && !isMap(root)) return conflict("It isn't a mapping of jobs and keywords.");
  const { include, ...jobs } = valuesOf(block);
  const own = root === null ? {} : (document.toJS() as Record<string, unknown>);
  const [component] = include as readonly Component[];
  if (component === undefined) throw new Error("the block includes nothing");

  const reasons = [...componentConflicts(own, component), ...jobConflicts(own, jobs)];
  if (reasons.length > 0) return { kind: "conflict", reasons };
  const lacksInclude = !includesOf(own).some((one) => isSame(one, component));
  const missing = Object.keys(jobs).filter((name) => !Object.hasOwn(own, name));
  if (!lacksInclude && missing.length === 0) return { kind: "keep" };

  const withInclude = lacksInclude ? insertInclude(file, root, block, component) : file;
  const text = append(
    withInclude,
    missing.map((name) => partOf(block, name)),
  );
  const wanted = {
    ...own,
    ...(lacksInclude ? { include: [...includesOf(own), component] } : {}),
    ...Object.fromEntries(missing.map((name) => [name, jobs[name]])),
  };
  const edited = lastDocument(text);
  // What was meant is compared with what came out: a form of YAML that wasn't foreseen is left alone.
  if (edited === null || !isSame(edited.toJS(), wanted)) return conflict("Its form can't be edited safely.");
  return { kind: "write", text, added: [...(lacksInclude ? ["include"] : []), ...missing] };
}

interface Component {
  readonly component: string;
  readonly inputs?: unknown;
}

type Values = Readonly<Record<string, unknown>>;

function conflict(...reasons: string[]): PipelineEdit {
  return { kind: "conflict", reasons };
}

function valuesOf(text: string): Values {
  return parseDocument(text).toJS() as Values;
}

/** A file with `spec:` has two documents, and the last is the pipeline's. */
function lastDocument(text: string): Document.Parsed | null {
  const documents = parseAllDocuments(text, { logLevel: "silent", prettyErrors: false });
  // Nothing but comments makes no document here, and an empty one there.
  if (!Array.isArray(documents) || documents.length === 0) return parseDocument(text, { logLevel: "silent" });
  if (documents.some(({ errors }) => errors.length > 0)) return null;
  // What comes after `...` would be a document of its own.
  const last = /^\.\.\.\s*$/m.test(text) ? undefined : documents.at(-1);
  return last !== undefined && canBeRead(last) ? last : null;
}

function canBeRead(document: Document.Parsed): boolean {
  try {
    document.toJS();
    return true;
  } catch {
    return false; // Aliases that lead nowhere or to too much, or too deep a nesting: the caller tells.
  }
}

function includesOf({ include }: Values): readonly unknown[] {
  return include === undefined || include === null ? [] : [include].flat();
}

/** The same component with other inputs or another version: two of them would fight over the job's name. */
function componentConflicts(own: Values, component: Component): string[] {
  const nameOf = (address: string) =>
    address
      .replace(/@[^@]*$/, "")
      .split("/")
      .slice(-2)
      .join("/");
  return includesOf(own).flatMap((one) => {
    const address = typeof one === "object" && one !== null ? (one as Partial<Component>).component : undefined;
    if (typeof address !== "string" || nameOf(address) !== nameOf(component.component)) return [];
    return isSame(one, component) ? [] : [`It includes ${address} already, with another version or other inputs.`];
  });
}

function jobConflicts(own: Values, jobs: Values): string[] {
  return Object.keys(jobs)
    .filter((name) => Object.hasOwn(own, name) && !isSame(own[name], jobs[name]))
    .map((name) => `It has ${name} already, with other contents.`);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** Keys in order, since their order means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}

function insertInclude(file: string, root: YAMLMap | null, block: string, component: Component): string {
  const pair = root?.items.find((one) => isScalar(one.key) && one.key.value === "include");
  const value = isPair(pair) ? (pair.value as Node | null) : null;
  if (pair === undefined) return append(file, [partOf(block, "include")]);
  if (value === null || !value.range) return file;
  const [start, end] = value.range;
  if (isSeq(value) && !value.flow) return intoSequence(file, value.items as readonly Node[], block);
  if (isSeq(value)) {
    const inside = file.slice(start, end);
    const separator = value.items.length === 0 || /,\s*\]$/.test(inside) ? "" : ", ";
    return `${file.slice(0, end - 1)}${separator}${JSON.stringify(component)}${file.slice(end - 1)}`;
  }
  const list = [file.slice(start, end).trimEnd(), JSON.stringify(component)];
  const isOneLine = !list[0]?.includes("\n") && lineOf(file, start).startsWith("include:");
  // A single entry becomes the first of a list, on the line where it is.
  return isOneLine ? `${file.slice(0, start)}[${list.join(", ")}]${file.slice(start + (list[0]?.length ?? 0))}` : file;
}

/** After the last entry, indented as that. */
function intoSequence(file: string, items: readonly Node[], block: string): string {
  const last = items.at(-1);
  if (!last?.range) return file;
  const indent = /^\s*/.exec(lineOf(file, last.range[0]))?.[0] ?? "";
  if (!lineOf(file, last.range[0]).trimStart().startsWith("-")) return file;
  const entry = partOf(block, "include")
    .split("\n")
    .slice(1)
    .map((line) => `${indent}${line.slice(2)}`)
    .join("\n");
  const end = endOfLine(file, last.range[1] - (file[last.range[1] - 1] === "\n" ? 1 : 0));
  const before = file.slice(0, end);
  return withLineEnds(file, `${before.endsWith("\n") ? before : `${before}\n`}${entry}\n`, file.slice(end));
}

/** The text of one of the block's keys, without what follows. */
function partOf(block: string, name: string): string {
  const lines = block.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`${name}:`));
  const rest = lines.slice(start + 1);
  const length = rest.findIndex((line) => line !== "" && !line.startsWith(" "));
  return [lines[start], ...(length < 0 ? rest : rest.slice(0, length))].join("\n").trimEnd();
}

function append(file: string, parts: readonly string[]): string {
  if (parts.length === 0) return file;
  const separator = file.endsWith("\n") ? "\n" : "\n\n";
  return withLineEnds(file, `${file}${separator}${parts.join("\n\n")}\n`, "");
}

/** What was added to the file's beginning takes the file's own line ends. */
function withLineEnds(file: string, text: string, rest: string): string {
  if (!file.includes("\r\n")) return text + rest;
  return text.replace(/\r?\n/g, "\r\n") + rest;
}

function lineOf(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, endOfLine(text, offset)).replace(/\r?\n$/, "");
}

/** The offset after the line's end. */
function endOfLine(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  return at < 0 ? text.length : at + 1;
}
