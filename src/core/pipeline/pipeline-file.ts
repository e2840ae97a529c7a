import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { readDocuments } from "./read-documents.ts";

/** A top-level key of the pipeline that isn't a global keyword, or `default`, or all global keywords together. */
export interface PipelineEntry {
  /** Name of the job, `default`, or null for the global keywords. */
  readonly name: string | null;
  /** Its value, or those of the global keywords, by key. */
  readonly fields: readonly Field[];
  /** The map as it stands in the file; null for the global keywords, and where it is no map. */
  readonly map: YAMLMap | null;
  /** Its value where that is no map: a hidden key may be anything. */
  readonly other: Node | null;
  /** The pair at the file's top; null for the global keywords. */
  readonly pair: Pair<Scalar, unknown> | null;
  readonly start: number;
  /** The entries that it takes something from: by extends, merge keys, aliases and references. */
  readonly from: Set<PipelineEntry>;
  /** Of these, what it extends or merges, the strongest last. */
  readonly parents: PipelineEntry[];
}

/** A key of a map with its value. */
export interface Field {
  readonly key: string;
  readonly pair: Pair;
  readonly value: unknown;
}

/** A pipeline file as it stands, with what its parts take from each other. */
export interface PipelineFile {
  readonly text: string;
  readonly entries: readonly PipelineEntry[];
  readonly byName: ReadonlyMap<string, PipelineEntry>;
  readonly defaults: PipelineEntry | null;
  readonly globals: PipelineEntry;
  /** The nodes that have an anchor, by its name as it holds at each alias. */
  targetOf(alias: Node): Node | null;
  entryAt(offset: number): PipelineEntry | null;
}

/** Keywords of the top level that are no jobs. Source: GitLab's CI/CD YAML reference, "Keywords". */
const globalKeywords = new Set([
  "after_script",
  "before_script",
  "cache",
  "image",
  "include",
  "services",
  "spec",
  "stages",
  "types",
  "variables",
  "workflow",
]);

/** Reads a pipeline file. Throws `input-invalid` for what isn't YAML. */
export function readPipelineFile(text: string): PipelineFile {
  const entries: PipelineEntry[] = [];
  const globalFields: Field[] = [];
  const anchors = new AnchorTable();
  for (const root of readDocuments(text)) {
    anchors.add(root);
    for (const field of fieldsOf(root)) {
      if (globalKeywords.has(field.key)) globalFields.push(field);
      else entries.push(entryOf(field));
    }
  }
  const globals: PipelineEntry = { ...emptyEntry(), fields: globalFields };
  entries.sort((left, right) => left.start - right.start);
  const byName = new Map(entries.map((entry) => [entry.name ?? "", entry]));
  const file: PipelineFile = {
    text,
    entries: [...entries, globals],
    byName,
    defaults: byName.get("default") ?? null,
    globals,
    targetOf: (alias) => anchors.targetOf(alias),
    entryAt: (offset) => entryAt(entries, globals, offset),
  };
  for (const entry of file.entries) linkEntry(file, entry);
  return file;
}

function emptyEntry(): PipelineEntry {
  return { name: null, fields: [], map: null, other: null, pair: null, start: 0, from: new Set(), parents: [] };
}

function entryOf({ key, pair, value }: Field): PipelineEntry {
  const map = isMap(value) ? value : null;
  const start = rangeOf(pair.key)[0];
  const other = map === null && isNode(value) ? value : null;
  const fields = map === null ? [] : fieldsOf(map);
  return { ...emptyEntry(), name: key, fields, map, other, pair: pair as Pair<Scalar>, start };
}

/** The keys of a map, without merged ones. */
export function fieldsOf(map: YAMLMap): Field[] {
  return map.items.flatMap((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : null;
    return key === null ? [] : [{ key, pair, value: pair.value }];
  });
}

export function fieldOf({ fields }: Pick<PipelineEntry, "fields">, key: string): Field | null {
  return fields.findLast((field) => field.key === key) ?? null;
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

/** Where a node begins, where its value ends, and where all that belongs to it does. */
export function rangeOf(node: unknown): readonly [number, number, number] {
  const range = isNode(node) ? node.range : null;
  return range ?? [0, 0, 0];
}

/** What `!reference [a, b]` names; null for anything else. */
export function referenceOf(node: unknown): string[] | null {
  if (!isSeq(node) || node.tag !== "!reference") return null;
  return node.items.map((item) => (isScalar(item) ? String(item.value) : ""));
}

/** Anchors by position: an alias means the last anchor of its name before it. */
class AnchorTable {
  readonly #anchors = new Map<string, Node[]>();

  add(root: YAMLMap): void {
    eachNode(root, (node) => {
      if (isAlias(node) || node.anchor === undefined) return;
      const before = this.#anchors.get(node.anchor);
      if (before === undefined) this.#anchors.set(node.anchor, [node]);
      else before.push(node);
    });
  }

  targetOf(alias: Node): Node | null {
    if (!isAlias(alias)) return null;
    const nodes = this.#anchors.get(alias.source) ?? [];
    const at = rangeOf(alias)[0];
    let [low, high] = [0, nodes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rangeOf(nodes[middle])[0] < at) low = middle + 1;
      else high = middle;
    }
    return nodes[low - 1] ?? null;
  }
}

/** Visits a node and all in it once, in the file's order; aliases aren't followed. */
export function eachNode(root: unknown, visit: (node: Node) => void): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isNode(node)) continue;
    visit(node);
    if (isMap(node)) for (const { key, value } of node.items.toReversed()) waiting.push(value, key);
    if (isSeq(node)) for (const item of (node as YAMLSeq).items.toReversed()) waiting.push(item);
  }
}

function entryAt(entries: readonly PipelineEntry[], globals: PipelineEntry, offset: number): PipelineEntry | null {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const entry = entries[low - 1];
  if (entry === undefined) return globals;
  return offset < rangeOf(entry.pair?.value)[2] || offset === entry.start ? entry : globals;
}

function linkEntry(file: PipelineFile, entry: PipelineEntry): void {
  const take = (source: PipelineEntry | null | undefined): source is PipelineEntry => {
    if (source === null || source === undefined || source === entry) return false;
    entry.from.add(source);
    return true;
  };
  const owner = (node: Node | null) => (node === null ? null : file.entryAt(rangeOf(node)[0]));
  for (const root of entry.map === null ? [entry.other, ...entry.fields.map(({ value }) => value)] : [entry.map]) {
    eachNode(root, (node) => {
      if (isAlias(node)) take(owner(file.targetOf(node)));
      const path = referenceOf(node);
      if (path !== null) take(file.byName.get(path[0] ?? ""));
    });
  }
  for (const name of extendedNames(file, entry)) {
    const source = file.byName.get(name);
    if (take(source)) entry.parents.push(source);
  }
  // What is merged counts as the job's own keys; of several maps, the first wins.
  for (const node of mergedNodes(entry).toReversed()) {
    const source = owner(isAlias(node) ? file.targetOf(node) : null);
    if (take(source) && isWholeEntry(file, node, source)) entry.parents.push(source);
  }
}

function isWholeEntry(file: PipelineFile, alias: Node, { map }: PipelineEntry): boolean {
  return map !== null && file.targetOf(alias) === map;
}

/** What stands behind an entry's merge keys, `<<`. */
export function mergedNodes({ fields }: Pick<PipelineEntry, "fields">): Node[] {
  return fields
    .filter(({ key }) => key === "<<")
    .flatMap(({ value }) => (isSeq(value) ? value.items : [value]))
    .filter(isNode);
}

/** The names behind `extends`, its own or merged. */
export function extendedNames(file: PipelineFile, entry: PipelineEntry): string[] {
  const value = fieldOf(entry, "extends")?.value;
  const node = isAlias(value) ? file.targetOf(value) : value;
  const items = isSeq(node) ? node.items : [node];
  return items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : []));
}
