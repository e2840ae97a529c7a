import { isAlias } from "yaml";
import { lineageOf } from "../lineage.ts";
import { fieldOf, mergedNodes, type PipelineEntry, type PipelineFile, rangeOf, referenceOf } from "../pipeline-file.ts";
import type { PlacedLogin } from "../placed-login.ts";
import type { ScriptItem } from "../script-units.ts";
import type { Inheritance } from "./inheritance.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Why a login must stay because others take its text without taking its job: by an alias or a reference they would get
 * the login of the component, but neither its token nor its variables. Null where all who take it take the whole job.
 */
export function isTakenElsewhere(
  file: PipelineFile,
  { entry, places }: PlacedLogin,
  inheritance: Inheritance,
  { commonScript, references }: Surroundings,
): string | null {
  const heirs = inheritance.heirsOf(entry);
  if ([entry, ...heirs].some(({ name }) => references.has(name ?? "")))
    return "Another file of the pipeline takes from its job by a reference.";
  if (commonScript && !inheritsNothing(entry)) {
    return "Another file of the pipeline sets an image or a before_script for all jobs, which the component's would replace.";
  }
  const keys = new Set(places.map(({ item }) => (item as ScriptItem | null)?.key ?? ""));
  const changed = [...keys, ...(keys.has("script") ? ["before_script"] : [])];
  const touched = [
    ...places.map(({ start }) => start),
    ...["before_script", "after_script"].flatMap((key) => rangeOf(fieldOf(entry, key)?.value)[0] || []),
  ];
  for (const owner of [entry, ...heirs]) {
    const taken = changed.filter((key) => owner === entry || giverOf(owner, key) === entry);
    for (const { user, node } of inheritance.takingsFrom(owner)) {
      const reason = isAlias(node)
        ? reasonOfAlias(file, user, node, touched)
        : reasonOfReference(user, referenceOf(node) ?? [], taken);
      if (reason !== null) return `${reason} Add extends there, and replace it by hand.`;
    }
  }
  return null;
}

function giverOf(entry: PipelineEntry, key: string): PipelineEntry | undefined {
  return lineageOf(entry).find((one) => fieldOf(one, key) !== null);
}

function reasonOfReference(user: PipelineEntry, [, key]: readonly string[], taken: readonly string[]): string | null {
  return key === undefined || taken.includes(key) ? `${user.name} takes it by a reference.` : null;
}

function reasonOfAlias(
  file: PipelineFile,
  user: PipelineEntry,
  node: Parameters<PipelineFile["targetOf"]>[0],
  touched: readonly number[],
): string | null {
  const target = file.targetOf(node);
  const [start, end] = rangeOf(target);
  if (target === null || !isAlias(node) || !touched.some((at) => at >= start && at < end)) return null;
  if (!mergedNodes(user).includes(node)) return `${user.name} takes it by the alias *${node.source}.`;
  return fieldOf(user, "extends") === null ? null : `${user.name} takes its job by a merge key, and extends another.`;
}

/** Whether what is set for all jobs doesn't reach it: it has an image and a before_script of its own. */
function inheritsNothing(entry: PipelineEntry): boolean {
  return fieldOf(entry, "image") !== null && fieldOf(entry, "before_script") !== null;
}
