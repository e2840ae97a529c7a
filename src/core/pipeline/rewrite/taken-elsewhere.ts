import { isAlias } from "yaml";
import {
  eachNode,
  fieldOf,
  mergedNodes,
  type PipelineEntry,
  type PipelineFile,
  rangeOf,
  referenceOf,
} from "../pipeline-file.ts";
import type { PlacedLogin } from "../placed-login.ts";
import type { ScriptItem } from "../script-units.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Why a login must stay because others take its text without taking its job: by an alias or a reference they would get
 * the login of the component, but neither its token nor its variables. Null where all who take it take the whole job.
 */
export function isTakenElsewhere(
  file: PipelineFile,
  { entry, places }: PlacedLogin,
  { commonScript, references }: Surroundings,
): string | null {
  if (references.has(entry.name ?? "")) return "Another file of the pipeline takes from its job by a reference.";
  if (commonScript && !inheritsNothing(entry)) {
    return "Another file of the pipeline sets an image or a before_script for all jobs, which the component's would replace.";
  }
  const at = places[0]?.start ?? 0;
  const key = (places[0]?.item as ScriptItem | null)?.key ?? "";
  const users = file.entries.filter(({ from }) => from.has(entry));
  for (const user of users) {
    const merged = new Set(mergedNodes(user));
    let reason: string | null = null;
    for (const { value } of user.fields) {
      eachNode(value, (node) => {
        const path = referenceOf(node);
        if (path !== null && path[0] === entry.name && path[1] === key)
          reason = `${user.name} takes it by a reference.`;
        if (!isAlias(node)) return;
        const target = file.targetOf(node);
        const [start, end] = rangeOf(target);
        if (target === null || at < start || at >= end) return;
        if (!merged.has(node)) reason = `${user.name} takes it by the alias *${node.source}.`;
        else if (fieldOf(user, "extends") !== null)
          reason = `${user.name} takes its job by a merge key, and extends another.`;
      });
    }
    if (reason !== null) return `${reason} Add extends there, and replace it by hand.`;
  }
  return null;
}

/** Whether what is set for all jobs doesn't reach it: it has an image and a before_script of its own. */
function inheritsNothing(entry: PipelineEntry): boolean {
  return fieldOf(entry, "image") !== null && fieldOf(entry, "before_script") !== null;
}
