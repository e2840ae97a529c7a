import { visibleLine } from "../core/errors/index.ts";
import type { Style } from "./style.ts";

// The name of the target that prints the key.
const standardOutput = "stdout";

/** A step of a rotation, by its kind, with the facts that it has. */
export interface RotateStepText {
  readonly step: string;
  readonly [fact: string]: string | readonly string[] | null;
}

/** The part of the result that the text shows. */
export interface RotateText {
  readonly user: string;
  readonly account: string;
  readonly state: string;
  readonly oldKeyId: string | null;
  readonly newKeyId: string | null;
  readonly done: readonly RotateStepText[];
  readonly plan: readonly RotateStepText[];
  readonly next: { readonly step: string; readonly keyId: string; readonly until: string } | null;
  readonly places: readonly { readonly name: string; readonly keyId: string | null }[];
  readonly leftAlone: readonly string[];
}

/** How far a rotation is, as people read it. */
export function rotateText(result: RotateText, style: Style): string {
  const { places, leftAlone } = result;
  const lines =
    result.state === "planned"
      ? [...planLines(result), "Nothing was changed."]
      : [stateLine(result, style), ...keptLines(result), ...places.map(placeLine)];
  const alone = leftAlone.map((name) => `  ${visibleLine(name)}: another's key, left alone`);
  return `${[...lines, ...alone].join("\n")}\n`;
}

/** What is about to be done. */
export function rotatePlanText(planned: Pick<RotateText, "user" | "plan">): string {
  return planLines(planned).join("\n");
}

function planLines({ user, plan }: Pick<RotateText, "user" | "plan">): string[] {
  const lines = plan.map(stepLine).filter((line) => line !== null);
  if (lines.length === 0) return [`plan for user ${visibleLine(user)}: nothing is left to do`];
  return [`plan for user ${visibleLine(user)}:`, ...lines.map((line, index) => `  ${index + 1}. ${line}`)];
}

function stateLine({ user, state, oldKeyId, newKeyId, next, plan }: RotateText, style: Style): string {
  const whose = `key of user ${style.bold(user)}`;
  switch (state) {
    case "finished":
      return `${style.good("rotated")} the ${whose}: ${newKeyId ?? "the new key"} is the only one`;
    case "fresh":
      return `the ${whose}, ${oldKeyId}, is younger than --max-age: nothing to do before ${plan.at(-1)?.until}`;
    case "rolled-back":
      return `${style.caution("rolled back")} the ${whose}: ${oldKeyId} is active`;
    default: {
      const then =
        next === null ? "" : `: run this again from ${style.bold(next.until)} on, to ${next.step} ${next.keyId}`;
      return `${style.caution("not finished")}, the ${whose}${then}`;
    }
  }
}

function keptLines({ state, oldKeyId, newKeyId, places }: RotateText): string[] {
  if (state !== "rolled-back") return [];
  const kept = places.filter(({ keyId }) => keyId === newKeyId);
  if (kept.length === 0) return [`every target holds ${oldKeyId} again`];
  return [`what holds ${newKeyId} goes on with it, as the secret of ${oldKeyId} can't be read back: both keys work`];
}

function placeLine({ name, keyId }: { readonly name: string; readonly keyId: string | null }): string {
  if (name === standardOutput) return "  standard output: can't be read back";
  return `  ${visibleLine(name)}: ${keyId === null ? "can't be read back" : visibleLine(keyId)}`;
}

/** Null for what changes nothing and isn't worth a line. */
function stepLine(step: RotateStepText): string | null {
  const { keyId, place, until, old, because, kept } = step;
  switch (step.step) {
    case "create":
      return `make a new key, beside ${old}`;
    case "discard":
      return `delete ${keyId}, which no target holds (${because === "named" ? "named by --delete-key" : because === "own" ? "left by a run that was killed" : "never used"})`;
    case "try":
      return `wait until AWS takes ${keyId}`;
    case "store":
      return place === standardOutput
        ? `print ${keyId} on standard output`
        : `store ${keyId} in ${visibleLine(String(place))}`;
    case "verify":
      return "read back what can be read";
    case "deactivate":
      return `deactivate ${keyId}`;
    case "delete":
      return `delete ${keyId}`;
    case "wait":
      return `not before ${until}, and only while ${keyId} stays unused:`;
    case "fresh":
      return `nothing before ${until}: ${keyId} is younger than --max-age`;
    case "complete":
      return `complete ${keyId} in ${visibleLine(String(place))}, where a run was killed between two writes`;
    case "activate":
      return `activate ${keyId}`;
    case "restore":
      return `store ${keyId} in ${visibleLine(String(place))} again`;
    case "rolled-back":
      return Array.isArray(kept) && kept.length > 0
        ? `leave ${old === null ? "" : "the new key in "}${kept.map(visibleLine).join("; ")}`
        : null;
    case "nothing-to-roll-back":
      return "nothing: there is no old key";
    default:
      return null;
  }
}
