import { isAlias, isMap, isScalar } from "yaml";
import { fieldOf, fieldsOf, mergedNodes, type PipelineEntry, type PipelineFile } from "./pipeline-file.ts";

/** The literal values of variables as jobs see them, by the file alone. */
export class VariableScope {
  readonly #file: PipelineFile;
  readonly #own = new Map<PipelineEntry, ReadonlyMap<string, string>>();
  readonly #users = new Map<PipelineEntry, PipelineEntry[]>();

  constructor(file: PipelineFile) {
    this.#file = file;
    for (const entry of file.entries) {
      for (const source of entry.from) {
        const users = this.#users.get(source);
        if (users === undefined) this.#users.set(source, [entry]);
        else users.push(entry);
      }
    }
  }

  /** The text of a variable, in which others may be named; null where the file doesn't say. */
  valueFor(entry: PipelineEntry, name: string): string | null {
    const own = this.#inherited(entry, name) ?? this.#ownOf(this.#file.globals).get(name) ?? null;
    if (own !== null) return own;
    // A hidden job's script sees the variables of those that use it, if they agree.
    const users = (this.#users.get(entry) ?? []).slice(0, most);
    const values = new Set(users.flatMap((user) => this.#inherited(user, name) ?? []));
    const [value] = values;
    return values.size === 1 && value !== undefined ? value : null;
  }

  #inherited(entry: PipelineEntry, name: string): string | null {
    const seen = new Set<PipelineEntry>();
    const waiting = [entry];
    while (waiting.length > 0 && seen.size < most) {
      const one = waiting.pop();
      if (one === undefined || seen.has(one)) continue;
      seen.add(one);
      const value = this.#ownOf(one).get(name);
      if (value !== undefined) return value;
      waiting.push(...one.parents);
    }
    return null;
  }

  #ownOf(entry: PipelineEntry): ReadonlyMap<string, string> {
    const known = this.#own.get(entry);
    if (known !== undefined) return known;
    const values = new Map<string, string>();
    this.#collect(fieldOf(entry, "variables")?.value, values, new Set());
    this.#own.set(entry, values);
    return values;
  }

  #collect(node: unknown, values: Map<string, string>, seen: Set<unknown>): void {
    const map = isAlias(node) ? this.#file.targetOf(node) : node;
    if (!isMap(map) || seen.has(map)) return;
    seen.add(map);
    const fields = fieldsOf(map);
    for (const merged of mergedNodes({ fields })) this.#collect(merged, values, seen);
    for (const { key, value } of fields) {
      const text = this.#textOf(value);
      if (key !== "<<" && text !== null) values.set(key, text);
    }
  }

  /** A value, or that of `value:` where it is described. */
  #textOf(value: unknown): string | null {
    const node = isAlias(value) ? this.#file.targetOf(value) : value;
    const described = isMap(node) ? fieldsOf(node).find(({ key }) => key === "value")?.value : node;
    if (!isScalar(described) || described.value === null) return null;
    return described.source ?? String(described.value);
  }
}

/** How many entries are asked for a variable; GitLab allows eleven levels of `extends`. */
const most = 50;
