import { type Finding, gradeOf } from "../../finding.ts";
import { patternText } from "../../wildcard.ts";
import { type Guard, type GuardValue, isExact, soleValue } from "../guard.ts";
import type { StatementView } from "../statement-view.ts";
import { readSubPattern, type SubPart, type SubParts } from "../sub-pattern.ts";
import { trustFinding } from "../trust-findings-table.ts";
import { pinRemedy, protectRemedy } from "./pin-remedy.ts";
import type { StatementRule } from "./trust-rule.ts";

/**
 * What each value of each condition on `sub` lets in: wildcard-group, subgroup-reach, wildcard-ref, wildcard-ref-type,
 * branch-prefix, unprotected-ref, no-id-pin, and multi-value-or over alternatives.
 *
 * Conditions are all needed, so what one leaves open another may hold; values are alternatives, so each is graded alone.
 */
export const subRule: StatementRule = (view) => {
  const guards = view.guards.filter(({ claim }) => claim === "sub");
  return guards.flatMap((guard) => {
    const others = guards.filter((other) => other !== guard);
    const byValue = guard.values.map((value) => valueFindings(value, pinsOf(value, others, view), view));
    return [...byValue.flat(), ...alternatives(guard, byValue)];
  });
};

/** What holds for a value, through itself, through other conditions on `sub`, and through other claims. */
interface Pins {
  readonly parts: SubParts;
  readonly id: boolean;
  readonly path: boolean;
  readonly refType: boolean;
  readonly ref: boolean;
  readonly isProtected: boolean;
}

function pinsOf(value: GuardValue, others: readonly Guard[], view: StatementView): Pins {
  const parts = readSubPattern(value.pattern);
  const elsewhere = others.map(({ values }) => values.map(({ pattern }) => readSubPattern(pattern)));
  const held = (test: (parts: SubParts) => boolean): boolean =>
    test(parts) || elsewhere.some((list) => list.every(test));
  return {
    parts,
    id: held(({ projectId }) => projectId !== null) || pinsClaim(view, "project_id"),
    path: held(({ projectPath }) => projectPath.kind === "exact"),
    refType: held(({ refType }) => refType.kind === "exact"),
    ref: held(({ ref }) => ref.kind === "exact"),
    isProtected: held(({ isProtected }) => isProtected) || requiresProtectedRef(view),
  };
}

/** Whether a claim is held to exact values. */
export function pinsClaim(view: StatementView, claim: string): boolean {
  return view.guards.some((guard) => guard.claim === claim && guard.values.length > 0 && guard.values.every(isExact));
}

/** Whether only tokens of protected refs get in. */
export function requiresProtectedRef(view: StatementView): boolean {
  return view.guards.some((guard) => guard.claim === "ref_protected" && soleValue(guard)?.toLowerCase() === "true");
}

function valueFindings(value: GuardValue, pins: Pins, view: StatementView): Finding[] {
  const { at } = value;
  const { parts } = pins;
  if (parts.dead) return [];
  const facts = { value: quoted(value.text) };
  const findings: Finding[] = [];
  if (parts.projectPath.kind !== "exact" && parts.projectId === null) {
    const severity = pins.id || pins.path ? "info" : "dangerous";
    findings.push(trustFinding("wildcard-group", severity, at, facts));
    if (reachesSubgroups(parts.projectPath)) findings.push(trustFinding("subgroup-reach", "info", at, facts));
  }
  findings.push(...refFindings(value, pins, facts));
  if (!pins.id && pins.path) {
    findings.push(trustFinding("no-id-pin", "caution", at, { ...facts, pinRemedy: pinRemedy(view.issuer) }));
  }
  if (pins.ref && !pins.isProtected) {
    const ref = parts.ref.kind === "exact" ? parts.ref.value : "the ref";
    const severity = pins.id ? "info" : "caution";
    findings.push(trustFinding("unprotected-ref", severity, at, { ref, protectRemedy: protectRemedy(view.issuer) }));
  }
  return findings;
}

function refFindings(value: GuardValue, pins: Pins, facts: Readonly<Record<string, string>>): Finding[] {
  const { parts } = pins;
  const open = pins.isProtected ? "caution" : "dangerous";
  const findings: Finding[] = [];
  if (parts.ref.kind === "any") {
    findings.push(trustFinding("wildcard-ref", pins.ref ? "info" : open, value.at, facts));
  } else if (parts.ref.kind === "wild") {
    const example = parts.ref.pattern.replaceAll("*", "-evil").replaceAll("?", "x");
    findings.push(trustFinding("branch-prefix", pins.ref ? "info" : open, value.at, { ...facts, example }));
  }
  const typeLeftOut = parts.refType.kind === "any" && parts.exact;
  if (parts.refType.kind !== "exact" && !(typeLeftOut && parts.ref.kind === "any")) {
    const severity = pins.refType ? "info" : typeLeftOut ? "caution" : open;
    findings.push(trustFinding("wildcard-ref-type", severity, value.at, facts));
  }
  return findings;
}

function alternatives(guard: Guard, byValue: readonly (readonly Finding[])[]): Finding[] {
  const distinct = new Set(guard.values.map(({ pattern }) => patternText(pattern)));
  if (distinct.size < 2) return [];
  const grade = gradeOf(byValue.flat());
  const facts = { key: "sub", count: String(distinct.size) };
  return [trustFinding("multi-value-or", grade === "safe" ? "info" : grade, guard.at, facts)];
}

function reachesSubgroups(path: SubPart): boolean {
  return path.kind === "wild" && /\/[^/]*\*/.test(path.pattern);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
