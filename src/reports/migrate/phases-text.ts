import { visibleLine } from "../../core/errors/index.ts";
import type { Style } from "../style.ts";

/** The part of a migration's status that its text shows. */
export interface StatusFacts {
  readonly phase: string;
  readonly pipeline: keyof typeof pipelines | null;
  readonly prepared: { readonly at: string; readonly roleArn: string } | null;
  readonly changedAt: string | null;
  readonly verified: { readonly at: string; readonly pipelines: number } | null;
  readonly files: readonly { readonly path: string; readonly undo: string }[];
  readonly keys: readonly {
    readonly id: string;
    readonly user: string;
    readonly deactivatedAt: string | null;
    readonly deletedAt: string | null;
  }[];
  readonly next: { readonly command: string; readonly why: string } | null;
}

const pipelines = {
  dual: "the ID token, and keys to fall back to",
  oidc: "the ID token alone",
  other: "the component login, in neither phase",
  none: "doesn't include the component login",
} as const;

/** Where a migration stands, and what is next. */
export function migrationStatusText(status: StatusFacts, style: Style): string {
  const { phase, pipeline, prepared, changedAt, verified, files, keys, next } = status;
  const lines = [
    `phase: ${style.bold(phase)}`,
    `pipeline: ${pipeline === null ? "can't be read; is this the repository's folder?" : pipelines[pipeline]}`,
    ...(prepared === null ? [] : [`role ${visibleLine(prepared.roleArn)} was there at ${prepared.at}`]),
    // After an undo it is the time of what was taken back.
    ...(changedAt === null || files.length === 0 ? [] : [`pipeline changed at ${changedAt}`]),
    ...files.map(
      ({ path, undo }) => `  ${visibleLine(path)}${undo === "possible" ? "" : `: can't be undone (${undo})`}`,
    ),
    ...(verified === null ? [] : [`verified at ${verified.at} by ${verified.pipelines} pipelines`]),
    ...keys.map(keyLine),
    next === null ? "nothing is left to do" : `next: ${style.bold(next.command)}`,
    ...(next === null ? [] : [`  ${next.why}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function keyLine({ id, user, deactivatedAt, deletedAt }: StatusFacts["keys"][number]): string {
  const now =
    deletedAt !== null
      ? `deleted at ${deletedAt}`
      : deactivatedAt === null
        ? "active"
        : `inactive since ${deactivatedAt}`;
  return `key ${id} of user ${visibleLine(user)}: ${now}`;
}

/** The part of a verification that its text shows. */
export interface VerifyFacts {
  readonly verified: boolean;
  readonly wanted: number;
  readonly green: number;
  readonly pipelines: readonly {
    readonly id: number | string;
    readonly ref: string | null;
    readonly url: string | null;
    readonly verdict: keyof typeof verdicts;
  }[];
}

const verdicts = {
  oidc: "green, every login took the ID token",
  keys: "a login used keys",
  failed: "not green",
  none: "no login",
} as const;

/** Whether pipelines do without keys, and which ones were looked at. */
export function migrationVerifyText({ verified, wanted, green, pipelines }: VerifyFacts, style: Style): string {
  const count = `${green} of ${wanted} green pipelines without a key`;
  const lines = [
    ...pipelines.map(({ id, ref, url, verdict }) => {
      const where = [ref, url].flatMap((one) => (one === null ? [] : [visibleLine(one)]));
      return `  ${[visibleLine(String(id)), ...where].join("  ")}: ${verdicts[verdict]}`;
    }),
    verified ? `${style.good("verified")}: ${count}` : `${style.caution("not verified yet")}: ${count}`,
    verified
      ? `What is next: ${style.bold("gitlab-ecr migrate status")}`
      : "Let more pipelines run with the changed files, then run this again.",
  ];
  return `${lines.join("\n")}\n`;
}

/** A step of a retirement, by its kind, with the facts that it has. */
export interface RetireStepFacts {
  readonly step: string;
  readonly [fact: string]: string | null;
}

/** One step of a retirement, in the imperative. */
export function retireStepText({ step, keyId, place, until, to, lastUsedAt }: RetireStepFacts): string {
  const used = lastUsedAt == null ? "never used" : `last used at ${lastUsedAt}`;
  switch (step) {
    case "deactivate":
      return `deactivate ${keyId} (${used})`;
    case "delete":
      return `delete ${keyId} (${used}), which nobody can bring back`;
    case "delete-variables":
      return `delete the variables in ${visibleLine(String(place))}`;
    case "note-inactive":
      return `note that ${keyId} is inactive`;
    case "note-deleted":
      return `note that ${keyId} is gone`;
    case "wait":
      return `not before ${until}: ${to} ${keyId}${to === "delete" ? ", and then the variables that hold it" : ""}`;
    default:
      return "note that all is done";
  }
}

/** Whom a step concerns besides this project, and how they are found; null where nobody. */
export function sharedKeyText({ step }: RetireStepFacts, sharedBy: readonly string[]): string | null {
  if (sharedBy.length === 0) return null;
  const what = step === "delete-variables" ? "these variables" : "this key";
  const plans = sharedBy.flatMap((target) => {
    const [, group] = /^gitlab-group:(.+)$/s.exec(target) ?? [];
    return group === undefined
      ? []
      : [`gitlab-ecr migrate plan --group ${visibleLine(group)} lists those that still log in with keys.`];
  });
  return [
    `Every project of ${sharedBy.map(visibleLine).join(" and ")} has ${what}, and others than this one weren't looked at.`,
    ...plans,
  ].join(" ");
}

/** The part of a retirement's result that its text shows. */
export interface RetireFacts {
  readonly state: string;
  readonly done: readonly RetireStepFacts[];
  readonly plan: readonly RetireStepFacts[];
  readonly next: { readonly step: string; readonly keyId: string; readonly until: string } | null;
  readonly sharedBy: readonly string[];
}

/** How far a retirement is. */
export function migrationRetireText({ state, done, plan, next, sharedBy }: RetireFacts, style: Style): string {
  const shared = sharedKeyText({ step: "" }, sharedBy);
  const did = done.map((step) => `done: ${retireStepText(step)}`);
  const lines =
    state === "planned"
      ? [
          ...did,
          "plan:",
          ...plan.map((step, index) => `  ${index + 1}. ${retireStepText(step)}`),
          ...(shared === null ? [] : [style.caution(shared)]),
          did.length === 0 ? "Nothing was changed." : "Nothing more was changed.",
        ]
      : state === "waiting"
        ? [
            ...did,
            `${style.caution("not finished")}: run this again from ${style.bold(next?.until ?? "later")} on, to ${next?.step} ${next?.keyId}`,
          ]
        : [...did, `${style.good("retired")}: the keys and their variables are gone`];
  return `${lines.join("\n")}\n`;
}

/** The part of an undoing that its text shows. */
export interface UndoFacts {
  readonly state: string;
  readonly activated: readonly string[];
  readonly restored: readonly string[];
  readonly left: readonly { readonly path: string; readonly reason: string; readonly remedy: string }[];
  readonly lost: readonly string[];
}

/** What going back to keys comes to. */
export function migrationUndoText(undo: UndoFacts, style: Style): string {
  const end = undo.state === "undone" ? "Commit the files, so that pipelines take them." : "Nothing was changed.";
  return `${undoLines(undo, style).join("\n")}\n${end}\n`;
}

/** What going back to keys would do, for whoever is asked whether it shall. */
export function migrationUndoPlanText(undo: UndoFacts, style: Style): string {
  return undoLines(undo, style).join("\n");
}

function undoLines({ state, activated, restored, left, lost }: UndoFacts, style: Style): string[] {
  const [activate, restore] = state === "undone" ? ["activated", "restored"] : ["to activate:", "to restore:"];
  return [
    ...activated.map((id) => `${style.good(activate)} ${id}`),
    ...restored.map((path) => `${style.good(restore)} ${visibleLine(path)}`),
    ...left.flatMap(({ path, reason, remedy }) => [
      `${style.caution("left")} ${visibleLine(path)}: ${reason}`,
      `  ${visibleLine(remedy)}`,
    ]),
    ...lost.map(
      (id) =>
        `${style.bad("lost")} ${id}: it is deleted, and so may be its variables; make a new one: gitlab-ecr setup --identity user`,
    ),
  ];
}
