import { isAlias, isScalar, isSeq, type Node } from "yaml";
import { deepestExtends, lineageOf } from "../lineage.ts";
import { eachNode, fieldOf, type PipelineEntry, type PipelineFile, referenceOf } from "../pipeline-file.ts";

/** A reference or alias in a job, with the job. */
export interface Taking {
  readonly user: PipelineEntry;
  readonly node: Node;
}

/** Who takes from whom in a file, the other way round than it is written. */
export class Inheritance {
  readonly #children = new Map<PipelineEntry, PipelineEntry[]>();
  readonly #takings = new Map<PipelineEntry, Taking[]>();

  constructor(file: PipelineFile) {
    for (const entry of file.entries) {
      for (const parent of new Set(entry.parents)) addTo(this.#children, parent, entry);
      for (const { value } of entry.fields) {
        eachNode(value, (node) => {
          const source = sourceOf(file, node);
          if (source !== null && source !== entry) addTo(this.#takings, source, { user: entry, node });
        });
      }
    }
  }

  /** All that extend or merge an entry, directly or through others. */
  heirsOf(entry: PipelineEntry): readonly PipelineEntry[] {
    const found = new Set<PipelineEntry>();
    let level: readonly PipelineEntry[] = [entry];
    for (let depth = 0; depth < deepestExtends && level.length > 0; depth += 1) {
      level = level.flatMap((one) => (this.#children.get(one) ?? []).filter((child) => !found.has(child)));
      for (const one of level) found.add(one);
    }
    found.delete(entry);
    return [...found];
  }

  /** References to an entry, and aliases of what stands in it, in others. */
  takingsFrom(entry: PipelineEntry): readonly Taking[] {
    return this.#takings.get(entry) ?? [];
  }
}

function addTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const before = map.get(key);
  if (before === undefined) map.set(key, [value]);
  else before.push(value);
}

function sourceOf(file: PipelineFile, node: Node): PipelineEntry | null {
  const path = referenceOf(node);
  if (path !== null) return file.byName.get(path[0] ?? "") ?? null;
  const target = isAlias(node) ? file.targetOf(node) : null;
  return target === null ? null : file.entryAt(target.range?.[0] ?? 0);
}

/** What an entry extends that stands in another file. */
export function unknownParents(file: PipelineFile, entry: PipelineEntry): string[] {
  return lineageOf(entry).flatMap((one) => {
    const value = fieldOf(one, "extends")?.value;
    const names = isSeq(value) ? value.items : [value];
    return names.flatMap((name) => {
      const text = isScalar(name) ? String(name.value) : "";
      return text === "" || file.byName.has(text) ? [] : [text];
    });
  });
}
