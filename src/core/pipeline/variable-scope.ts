import { isAlias, isMap, isScalar, isSeq } from "yaml";
import { inherits } from "./lineage.ts";
import { fieldOf, fieldsOf, mergedNodes, type PipelineEntry, type PipelineFile, referenceOf } from "./pipeline-file.ts";

/** The literal values of variables as jobs see them, by the file alone. */
export class VariableScope {
  readonly #file: PipelineFile;
  readonly #own = new Map<PipelineEntry, Values>();
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
    const inherited = this.#inherited(entry, name);
    const common = inherits(entry, "variables", name) ? this.#ownOf(this.#file.globals).get(name) : undefined;
    const own = inherited === undefined ? common : inherited;
    if (own !== undefined) return own;
    // A hidden job's script sees the variables of those that use it, if they agree.
    const users = (this.#users.get(entry) ?? []).slice(0, most);
    const values = new Set(users.flatMap((user) => this.#inherited(user, name) ?? []));
    const [value] = values;
    return values.size === 1 && value !== undefined ? value : null;
  }

  #inherited(entry: PipelineEntry, name: string): string | null | undefined {
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
    return undefined;
  }

  #ownOf(entry: PipelineEntry): Values {
    const known = this.#own.get(entry);
    if (known !== undefined) return known;
    const values = new Map<string, string | null>();
    this.#collect(fieldOf(entry, "variables")?.value, values, new Set());
    for (const key of ["rules", "workflow", "parallel"]) this.#collectChoices(fieldOf(entry, key)?.value, values);
    this.#own.set(entry, values);
    return values;
  }

  /** What rules and a matrix set: which of the values it will be, the file doesn't tell, unless all are the same. */
  #collectChoices(node: unknown, values: Map<string, string | null>): void {
    const choose = (name: string, choices: readonly (string | null)[], before = choices[0]) => {
      values.set(name, choices.every((one) => one === before) ? (before ?? null) : null);
    };
    const inner = (map: unknown, name: string) =>
      isMap(map) ? fieldsOf(map).find(({ key }) => key === name)?.value : undefined;
    const rules = isSeq(node) ? node : inner(node, "rules");
    for (const rule of isSeq(rules) ? rules.items : []) {
      const set = new Map<string, string | null>();
      this.#collect(inner(rule, "variables"), set, new Set());
      for (const [name, value] of set) choose(name, [value], values.get(name) ?? null);
    }
    const matrix = inner(node, "matrix");
    const rows = (isSeq(matrix) ? matrix.items : []).flatMap((row) => (isMap(row) ? fieldsOf(row) : []));
    for (const [name, fields] of Map.groupBy(rows, ({ key }) => key)) {
      const choices = fields.flatMap(({ value }) => (isSeq(value) ? value.items : [value]));
      choose(
        name,
        choices.map((one) => this.#textOf(one)),
      );
    }
  }

  #collect(node: unknown, values: Map<string, string | null>, seen: Set<unknown>): void {
    const map = this.#target(node);
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
    const node = this.#target(value);
    const described = isMap(node) ? fieldsOf(node).find(({ key }) => key === "value")?.value : node;
    if (!isScalar(described) || described.value === null) return null;
    return described.source ?? String(described.value);
  }

  /** What an alias or a reference names; anything else is itself. */
  #target(node: unknown): unknown {
    if (isAlias(node)) return this.#file.targetOf(node);
    const [name, ...keys] = referenceOf(node) ?? [];
    if (name === undefined) return node;
    let target: unknown = this.#file.byName.get(name)?.map ?? fieldOf(this.#file.globals, name)?.value;
    for (const key of keys) target = isMap(target) ? fieldsOf(target).findLast((one) => one.key === key)?.value : null;
    return isAlias(target) ? this.#file.targetOf(target) : target;
  }
}

/** A variable's text; null for one whose value the file leaves open. */
type Values = ReadonlyMap<string, string | null>;

/** How many entries are asked for a variable; GitLab allows eleven levels of `extends`. */
const most = 50;
