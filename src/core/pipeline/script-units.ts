import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLSeq } from "yaml";
import {
  type Field,
  fieldsOf,
  mergedNodes,
  type PipelineEntry,
  type PipelineFile,
  rangeOf,
  referenceOf,
} from "./pipeline-file.ts";
import { type PlacedText, placeScalar } from "./yaml-source.ts";

/** An item of a script: what GitLab hands to the shell as one text. */
export interface ScriptItem {
  readonly placed: PlacedText;
  readonly node: Scalar;
  /** The list that it stands in; null where the script is the item itself. */
  readonly list: YAMLSeq | null;
  /** The keyword that it stands under, such as `before_script`. */
  readonly key: string;
}

/** Items that one shell runs, in this order. */
export interface ScriptUnit {
  readonly entry: PipelineEntry;
  readonly items: readonly ScriptItem[];
}

/** Keywords whose strings a shell runs. `before_script` and `script` share one. */
const scriptKeys = new Set(["before_script", "script", "after_script", "pre_get_sources_script"]);

/** Keywords of jobs that hold no script, however deep. Other keys of hidden jobs may hold what anchors are put on. */
const otherKeys = new Set([
  "allow_failure",
  "artifacts",
  "cache",
  "coverage",
  "dast_configuration",
  "dependencies",
  "description",
  "environment",
  "except",
  "extends",
  "id_tokens",
  "identity",
  "image",
  "inherit",
  "inputs",
  "interruptible",
  "manual_confirmation",
  "needs",
  "only",
  "pages",
  "parallel",
  "publish",
  "release",
  "resource_group",
  "retry",
  "rules",
  "secrets",
  "services",
  "stage",
  "start_in",
  "tags",
  "timeout",
  "trigger",
  "variables",
  "when",
]);

/** All scripts of the file, each once, where its text stands. */
export function scriptUnits(file: PipelineFile): ScriptUnit[] {
  const seen = new Set<Node>();
  const units: ScriptUnit[] = [];
  const elsewhere: Node[] = [];
  const add = (entry: PipelineEntry, values: readonly { key: string; value: unknown }[]) => {
    const items = values.flatMap(({ key, value }) => itemsOf(file, value, { key, seen, elsewhere }));
    if (items.length > 0) units.push({ entry, items });
  };
  for (const entry of file.entries) {
    for (const script of scriptsOf(entry)) add(entry, script);
  }
  // What aliases and references name, where it isn't a script by its own place; the list grows on the way.
  for (const node of elsewhere) {
    const owner = file.entryAt(rangeOf(node)[0]);
    if (owner !== null) add(owner, [{ key: "", value: node }]);
  }
  return units;
}

type Script = { key: string; value: unknown }[];

function scriptsOf(entry: PipelineEntry): Script[] {
  if (entry.other !== null) return [[{ key: "", value: entry.other }]];
  return scriptsIn(entry.fields, entry.name?.startsWith(".") ?? false);
}

function scriptsIn(fields: readonly Field[], hidden: boolean): Script[] {
  const main = ["before_script", "script"].flatMap((name) => fields.filter(({ key }) => key === name));
  const found: Script[] = main.length === 0 ? [] : [main];
  for (const field of fields) {
    const { key, value } = field;
    if (key === "before_script" || key === "script" || otherKeys.has(key)) continue;
    if (scriptKeys.has(key)) found.push([field]);
    else if (key === "<<")
      for (const node of mergedNodes({ fields: [field] })) found.push(...scriptsInMap(node, hidden));
    else if (isMap(value)) found.push(...scriptsInMap(value, hidden));
    else if (isSeq(value) && value.items.some(isMap)) {
      for (const item of value.items) found.push(...scriptsInMap(item, hidden));
    } else if (hidden) found.push([field]);
  }
  return found;
}

function scriptsInMap(node: unknown, hidden: boolean): Script[] {
  return isMap(node) ? scriptsIn(fieldsOf(node), hidden) : [];
}

interface Collecting {
  readonly key: string;
  readonly seen: Set<Node>;
  readonly elsewhere: Node[];
}

function itemsOf(file: PipelineFile, root: unknown, { key, seen, elsewhere }: Collecting): ScriptItem[] {
  const items: ScriptItem[] = [];
  const waiting: { node: unknown; list: YAMLSeq | null }[] = [{ node: root, list: null }];
  while (waiting.length > 0) {
    const { node, list } = waiting.pop() ?? { node: null, list: null };
    if (isAlias(node)) {
      const target = file.targetOf(node);
      if (target !== null) elsewhere.push(target);
    } else if (isSeq(node) && !seen.has(node)) {
      seen.add(node);
      const path = referenceOf(node);
      const target = path === null ? null : nodeAtPath(file, path);
      if (target !== null) elsewhere.push(target);
      if (path === null) for (const item of node.items.toReversed()) waiting.push({ node: item, list: node });
    } else if (isScalar(node) && typeof node.value === "string" && !seen.has(node)) {
      seen.add(node);
      items.push({ placed: placeScalar(file.text, node), node, list, key });
    }
  }
  return items;
}

/** The node that a reference names; null where the file has none. */
function nodeAtPath(file: PipelineFile, [name = "", ...keys]: readonly string[]): Node | null {
  const entry = file.byName.get(name);
  let node: unknown = entry?.map ?? null;
  for (const key of keys) node = isMap(node) ? fieldsOf(node).findLast((field) => field.key === key)?.value : null;
  return isSeq(node) || isScalar(node) ? node : null;
}
