import { isMap, isScalar, isSeq } from "yaml";
import { fieldOf, fieldsOf, type PipelineEntry } from "./pipeline-file.ts";

/** Levels of `extends` that GitLab allows, and a few more for merge keys. */
export const deepestExtends = 20;
const most = 100;

/** An entry and all that it extends or merges, the strongest first: what the first of them says of a key holds. */
export function lineageOf(entry: PipelineEntry): readonly PipelineEntry[] {
  const found = new Set<PipelineEntry>();
  const waiting = [{ one: entry, depth: 0 }];
  while (waiting.length > 0 && found.size < most) {
    const { one, depth } = waiting.pop() ?? { one: entry, depth: deepestExtends };
    if (found.has(one)) continue;
    found.add(one);
    if (depth < deepestExtends)
      waiting.push(...one.parents.slice(-most).map((parent) => ({ one: parent, depth: depth + 1 })));
  }
  return [...found];
}

/**
 * Whether what is set for all jobs reaches an entry: a keyword of `default:`, or a variable. Source: GitLab's CI/CD YAML
 * reference, `inherit`.
 */
export function inherits(entry: PipelineEntry, from: "default" | "variables", name: string): boolean {
  const inherit = lineageOf(entry).flatMap((one) => fieldOf(one, "inherit")?.value ?? [])[0];
  const said = isMap(inherit) ? fieldsOf(inherit).find(({ key }) => key === from)?.value : undefined;
  if (isSeq(said)) return said.items.some((item) => isScalar(item) && item.value === name);
  return !(isScalar(said) && said.value === false);
}
