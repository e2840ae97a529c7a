import { isMap, isScalar, isSeq } from "yaml";
import { fieldOf, fieldsOf, type PipelineEntry } from "./pipeline-file.ts";

/** GitLab allows eleven levels of `extends`. */
const most = 100;

/** An entry and all that it extends or merges, the strongest first: what the first of them says of a key holds. */
export function lineageOf(entry: PipelineEntry): readonly PipelineEntry[] {
  const found = new Set<PipelineEntry>();
  const waiting = [entry];
  while (waiting.length > 0 && found.size < most) {
    const one = waiting.pop();
    if (one === undefined || found.has(one)) continue;
    found.add(one);
    waiting.push(...one.parents);
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
