import { findingOf, loginsIn } from "../find-logins.ts";
import { LineIndex } from "../line-index.ts";
import { type PipelineEntry, type PipelineFile, rangeOf, readPipelineFile } from "../pipeline-file.ts";
import type { PlacedLogin } from "../placed-login.ts";
import { includedComponent, includeEdits } from "./add-include.ts";
import { Inheritance } from "./inheritance.ts";
import { JobScripts } from "./job-scripts.ts";
import { joinEntry, type LoginPlace } from "./join-entry.ts";
import type { PipelineChange, RewrittenPipeline } from "./migration-plan.ts";
import { reasonOfHeirs } from "./reasons-of-heirs.ts";
import { reasonToLeave } from "./reasons-to-leave.ts";
import { itemBefore, type Removal, Removals, replaceItem } from "./remove-command.ts";
import { noSurroundings, type Surroundings } from "./surroundings.ts";
import { isTakenElsewhere } from "./taken-elsewhere.ts";
import { applyEdits, type TextEdit } from "./text-edits.ts";
import { Uses } from "./uses.ts";

/**
 * Replaces logins by the login component, where the file tells all that this takes; what it doesn't is left as it is
 * and listed, with the reason. Nothing else changes: comments, anchors, quotes, order, blank lines and line ends stay.
 * What was rewritten comes out of a second run unchanged.
 *
 * @param surroundings what the pipeline's other files say (`surroundingsOf`), where it has some
 * @throws GitlabEcrError `input-invalid`, with the line, for what isn't YAML
 */
export function rewritePipeline(
  yamlText: string,
  change: PipelineChange,
  surroundings: Surroundings = noSurroundings,
): RewrittenPipeline {
  const file = readPipelineFile(yamlText);
  const jobName = change.jobName ?? ".ecr-login";
  const reasons = new Map<PlacedLogin, string>();
  const removals = new Map<PlacedLogin, Removal[]>();
  const logins = loginsIn(file);
  const inheritance = new Inheritance(file);
  const jobScripts = new JobScripts(file);
  const commands = new Removals(yamlText);
  const uses = new Uses(yamlText);
  const taken = file.byName.has(jobName) && includedComponent(file, change) === null;
  for (const login of logins) {
    const given = login.places.map((place) => commands.of(place));
    const refused = given.find((one) => one.kind === "none");
    const reason =
      reasonToLeave(file, login, { ...change, jobName }, uses) ??
      refused?.reason ??
      jobScripts.reasonToLeave(login) ??
      (taken
        ? `The pipeline has a job ${jobName} already, which the component's would be mixed with: rename it.`
        : null) ??
      isTakenElsewhere(file, login, inheritance, surroundings);
    if (reason === null) removals.set(login, given);
    else reasons.set(login, reason);
  }
  const edits: TextEdit[] = [];
  const results = resultsOf(file, removals, inheritance, jobName, surroundings);
  for (const result of results.values()) if (typeof result !== "string") edits.push(...result);
  for (const login of removals.keys()) {
    const result = results.get(login.entry);
    if (typeof result === "string") reasons.set(login, result);
  }
  const including = edits.length > 0 || includedComponent(file, change) !== null ? includeEdits(file, change) : [];
  const text = including === null ? yamlText : applyEdits(yamlText, [...including, ...edits]);
  const problem = including === null ? "The file's include isn't written in a form that can be added to." : null;
  if (problem !== null || !isReadable(text)) {
    for (const login of removals.keys()) reasons.set(login, problem ?? "What came out wouldn't be YAML.");
    return outcomeOf(yamlText, yamlText, logins, reasons);
  }
  return outcomeOf(yamlText, text, logins, reasons);
}

/** How often jobs that stay may make others stay that counted on them; after that, none counts on another. */
const rounds = 5;

/** The edits of each job, or why it has to stay as it is: also because another one stays. */
function resultsOf(
  file: PipelineFile,
  removals: ReadonlyMap<PlacedLogin, readonly Removal[]>,
  inheritance: Inheritance,
  jobName: string,
  surroundings: Surroundings,
): Map<PipelineEntry, TextEdit[] | string> {
  const byEntry = Map.groupBy(removals.keys(), ({ entry }) => entry);
  let changed: ReadonlySet<PipelineEntry> = new Set(byEntry.keys());
  for (let round = 0; ; round += 1) {
    const results = new Map<PipelineEntry, TextEdit[] | string>();
    for (const [entry, ones] of byEntry) {
      const own = ones.flatMap((login) => removals.get(login) ?? []);
      const moves = own.some((one) => one.kind !== "none" && one.item.key === "script");
      const reason = reasonOfHeirs(file, entry, inheritance, moves, changed);
      results.set(entry, reason ?? editsOf(file, entry, own, jobName, surroundings));
    }
    const going = new Set([...results].flatMap(([entry, result]) => (typeof result === "string" ? [] : [entry])));
    if (changed.size === 0 || [...changed].every((entry) => going.has(entry))) return results;
    changed = round < rounds ? going : new Set();
  }
}

function isReadable(text: string): boolean {
  try {
    readPipelineFile(text);
    return true;
  } catch {
    return false;
  }
}

function outcomeOf(
  before: string,
  text: string,
  logins: readonly PlacedLogin[],
  reasons: ReadonlyMap<PlacedLogin, string>,
): RewrittenPipeline {
  const lines = new LineIndex(before);
  const view = (login: PlacedLogin) => findingOf(login, lines);
  return {
    text,
    changed: text !== before,
    replaced: logins.filter((login) => !reasons.has(login)).map(view),
    left: logins.flatMap((login) => {
      const reason = reasons.get(login);
      return reason === undefined ? [] : [{ ...view(login), reason }];
    }),
  };
}

/** The edits of one job; or why it has to stay as it is. */
function editsOf(
  file: PipelineFile,
  entry: PipelineEntry,
  removals: readonly Removal[],
  jobName: string,
  surroundings: Surroundings,
): TextEdit[] | string {
  const reference = `!reference [${jobName}, before_script]`;
  const [inBefore] = removals
    .filter((one) => one.kind !== "none" && one.item.key === "before_script")
    .sort((left, right) => startOf(left) - startOf(right));
  const place: LoginPlace = inBefore === undefined ? "before-script" : "in-place";
  const joining = joinEntry(file, entry, jobName, place, surroundings);
  if (joining.kind === "none") return joining.reason;
  if (emptiesScript(removals)) return "Nothing would be left of the job's script.";
  // Single lines go from a block; the login goes before the block then, as what follows in it may need it.
  const inserted = inBefore?.kind === "lines" ? itemBefore(file.text, inBefore.item, reference) : [];
  if (inserted === null) return "Its before_script isn't a list of lines.";
  return [
    ...joining.edits,
    ...inserted,
    ...removals.flatMap((removal) => {
      if (removal.kind === "lines") return [{ start: removal.start, end: removal.end, text: "" }];
      if (removal.kind === "none") return [];
      return [replaceItem(file.text, removal.item, removal.list, removal === inBefore ? reference : null)];
    }),
  ];
}

function startOf(removal: Removal): number {
  if (removal.kind === "none") return 0;
  return removal.kind === "lines" ? removal.start : rangeOf(removal.item.node)[0];
}

function emptiesScript(removals: readonly Removal[]): boolean {
  const items = removals.filter((one) => one.kind === "item" && one.item.key === "script");
  const byList = Map.groupBy(items, (one) => (one.kind === "item" ? one.list : null));
  return [...byList].some(
    ([list, ones]) =>
      list !== null && new Set(ones.map((one) => one.kind === "item" && one.item)).size >= list.items.length,
  );
}
