import { visibleText } from "../../core/errors/index.ts";
import type { SetupChange, SetupMode, SetupPlan } from "../../core/setup/index.ts";
import type { Style } from "../style.ts";
import { blocksText, byHandBlocks, pipelineBlock } from "./blocks.ts";
import { gradeLines } from "./setup-text.ts";

/** What setup would do, or did, in an account. */
export interface ChangesReport {
  readonly plan: SetupPlan;
  readonly mode: SetupMode;
  readonly identity: string;
  readonly changes: readonly SetupChange[];
  readonly key:
    | { readonly action: "create"; readonly target: string; readonly replaces: readonly string[] }
    | { readonly action: "keep"; readonly target: string; readonly ids: readonly string[]; readonly reason: string }
    | null;
}

/** The changes as people read them before they agree. */
export function proposalText({ plan, mode, identity, changes, key }: ChangesReport, style: Style): string {
  const title = mode === "apply" ? "Plan for" : "What goes from";
  return [
    `${style.bold(`${title} account ${plan.account}`)}, as ${visibleText(identity)}`,
    ...changes.flatMap((change) => changeLines(change, words.planned, style)),
    ...(changes.length === 0 ? ["  nothing of this plan is there"] : []),
    ...(mode === "apply" ? elsewhereLines(plan) : []),
    ...keyLines(key),
    "",
    ...(mode === "apply" ? [...gradeLines(key === null ? plan : { ...plan, notes: [] }, style), ""] : []),
  ].join("\n");
}

/** What the account that holds the repositories has to allow: setup has no credentials there. */
function elsewhereLines({ repositoryPolicy, repositories }: SetupPlan): string[] {
  if (repositoryPolicy === null) return [];
  return repositories.flatMap(({ arn, account }) => [
    `  by hand  policy of repository ${arn}`,
    `             it is account ${account}'s, where setup changes nothing: what to do there is told in the end`,
  ]);
}

/** What came of it, and what to do next. */
export function appliedText(
  report: ChangesReport & { readonly applied: boolean },
  style: Style,
  components?: string,
): string {
  const { plan, mode, changes, key, applied } = report;
  const idle = changes.every(({ calls }) => calls.length === 0) && key?.action !== "create";
  if (!applied) {
    const how = "Nothing was changed. To do this, run the same command with --yes, or on a terminal, where it asks.";
    return `${proposalText(report, style)}${how}\n`;
  }
  const lines = [
    ...changes.flatMap((change) => changeLines(idle ? change : { ...change, details: [] }, words.done, style)),
    ...keyLines(key),
    style.good(idle ? "Nothing to do." : "Done, and read back."),
  ];
  if (mode === "destroy") return `${lines.join("\n")}\n`;
  const made = changes.some(({ kind, action }) => kind === "role" && action !== "keep");
  const settling =
    "A new or changed role takes some seconds until all of AWS knows it: a job that starts at once may be refused.";
  return blocksText([
    lines,
    made ? [settling] : [],
    ...byHandBlocks(plan, style, { keyIsMade: key !== null }),
    pipelineBlock(plan, style, components),
  ]);
}

const words = {
  planned: {
    create: "create",
    change: "change",
    delete: "delete",
    keep: "keep",
    missing: "missing",
    conflict: "conflict",
  },
  done: {
    create: "created",
    change: "changed",
    delete: "deleted",
    keep: "keep",
    missing: "missing",
    conflict: "conflict",
  },
} as const;

function changeLines(
  { action, kind, arn, reason, details }: SetupChange,
  names: Readonly<Record<SetupChange["action"], string>>,
  style: Style,
): string[] {
  const tone = {
    create: style.good,
    change: style.caution,
    delete: style.bad,
    keep: style.dim,
    missing: style.caution,
    conflict: style.bad,
  };
  return [
    `  ${tone[action](names[action].padEnd(8))} ${kind.padEnd(10)} ${visibleText(arn)}`,
    ...(reason === null ? [] : [`             ${visibleText(reason)}`]),
    ...details.map((line) => `             ${signed(visibleText(line), style)}`),
  ];
}

function signed(line: string, style: Style): string {
  if (line.startsWith("+ ")) return style.good(line);
  return line.startsWith("- ") ? style.bad(line) : line;
}

function keyLines(key: ChangesReport["key"]): string[] {
  if (key === null) return [];
  if (key.action === "keep")
    return [`  keep     access key ${key.ids.join(", ")}`, `             ${visibleText(key.reason)}`];
  return [
    `  create   access key, for ${visibleText(key.target)}`,
    ...key.replaces.map((id) => `             - ${id}, which an interrupted run left behind and nobody used`),
  ];
}
