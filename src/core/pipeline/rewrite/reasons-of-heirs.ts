import { isAlias, isMap } from "yaml";
import { inherits, lineageOf } from "../lineage.ts";
import { fieldOf, type PipelineEntry, type PipelineFile } from "../pipeline-file.ts";
import { type Inheritance, unknownParents } from "./inheritance.ts";

/** Keys of the component's job that take the place of those that a job has from what is weaker. */
const componentKeys = ["stage", "image", "before_script", "after_script"];

/**
 * Why an entry can't extend the component's job, by what it and those that extend it have from elsewhere; null where
 * it can. `moves`: whether a login goes from its script to its before_script; `changed`: the jobs whose logins go.
 */
export function reasonOfHeirs(
  file: PipelineFile,
  entry: PipelineEntry,
  inheritance: Inheritance,
  moves: boolean,
  changed: ReadonlySet<PipelineEntry>,
): string | null {
  const own = new Set(lineageOf(entry));
  const heirs = inheritance.heirsOf(entry);
  for (const one of [entry, ...heirs]) {
    const reason = lostMap(file, one);
    if (reason !== null) return reason;
  }
  for (const heir of heirs) {
    const reason = reasonOfHeir(file, heir, { entry, own, moves, changed });
    if (reason !== null) return reason;
  }
  return null;
}

interface Given {
  readonly entry: PipelineEntry;
  /** It and all that it extends. */
  readonly own: ReadonlySet<PipelineEntry>;
  readonly moves: boolean;
  readonly changed: ReadonlySet<PipelineEntry>;
}

function reasonOfHeir(file: PipelineFile, heir: PipelineEntry, { entry, own, moves, changed }: Given): string | null {
  const lineage = lineageOf(heir);
  const at = lineage.indexOf(entry);
  const giver = (key: string) => lineage.findIndex((one) => fieldOf(one, key) !== null);
  const known = new Set(unknownParents(file, entry));
  const unknown = unknownParents(file, heir).find((name) => !known.has(name));
  if (unknown !== undefined) return `${heir.name} extends ${unknown}, too, of which this file tells nothing.`;
  const script = lineage[giver("script")];
  if (moves && script !== entry && script !== undefined && !changed.has(script))
    return `${heir.name} extends its job with another script, and would log in, too.`;
  for (const key of componentKeys) {
    const index = giver(key);
    const source = lineage[index];
    if (index > at && source !== undefined && !own.has(source))
      return `${heir.name} has its ${key} from ${source.name}, and would have that of the component's job.`;
  }
  const before = giver("before_script");
  if (moves && before >= 0 && before < at)
    return `${heir.name} extends its job with another before_script, in which the login wouldn't run.`;
  const inherit = giver("inherit");
  if (inherit >= 0 && inherit < at) return `${heir.name} extends its job with an inherit of its own.`;
  return null;
}

/** What the component gives as a map, and would be lost, or what would be lost to it. */
function lostMap(file: PipelineFile, entry: PipelineEntry): string | null {
  const lineage = lineageOf(entry);
  for (const key of ["variables", "id_tokens"]) {
    const replacing = lineage.find((one) => {
      const value = fieldOf(one, key)?.value;
      const node = isAlias(value) ? file.targetOf(value) : value;
      return node !== undefined && !isMap(node);
    });
    if (replacing !== undefined)
      return `The ${key} of ${replacing.name} aren't written as a map, and would replace the component's.`;
  }
  const common = file.defaults === null ? null : fieldOf(file.defaults, "id_tokens");
  const isOwn = lineage.some((one) => fieldOf(one, "id_tokens") !== null);
  if (common !== null && !isOwn && inherits(entry, "default", "id_tokens"))
    return `${entry.name} has its id_tokens from default:, which the component's would replace: repeat them in the job.`;
  return null;
}
