import { type Finding, gradeOf } from "../../finding.ts";
import { patternText } from "../../wildcard.ts";
import type { Guard, GuardValue } from "../guard.ts";
import { eitherPins, type Pins, subPins } from "../pins.ts";
import type { GuardView } from "../statement-view.ts";
import { readSubPattern, type SubPart, type SubParts } from "../sub-pattern.ts";
import { trustFinding } from "../trust-findings-table.ts";
import { pinRemedy, protectRemedy } from "./pin-remedy.ts";
import type { GuardRule } from "./trust-rule.ts";

/**
 * What each value of each condition on `sub` lets in: wildcard-group, subgroup-reach, wildcard-ref, wildcard-ref-type,
 * branch-prefix, unprotected-ref, no-id-pin, and multi-value-or over alternatives.
 *
 * Conditions are all needed, so what one leaves open another may hold; values are alternatives, so each is graded alone.
 */
export const subRule: GuardRule = (view) =>
  view.guards
    .filter(({ claim }) => claim === "sub")
    .flatMap((guard) => {
      const byValue = guard.values.map((value) => valueFindings(value, view));
      return [...byValue.flat(), ...alternatives(guard, byValue)];
    });

function valueFindings(value: GuardValue, view: GuardView): Finding[] {
  const { at } = value;
  const parts = readSubPattern(value.pattern);
  if (parts.dead || value.literalWildcard) return [];
  const pins = eitherPins(subPins(parts), view.pins);
  const facts = { value: quoted(value.text) };
  const findings: Finding[] = [];
  if (parts.projectPath.kind !== "exact" && parts.projectId === null) {
    const severity = pins.projectId || pins.projectPath ? "info" : "dangerous";
    findings.push(trustFinding("wildcard-group", severity, at, facts));
    if (reachesSubgroups(parts.projectPath)) findings.push(trustFinding("subgroup-reach", "info", at, facts));
  }
  findings.push(...refFindings(value, parts, pins));
  if (!pins.projectId && pins.projectPath) {
    findings.push(trustFinding("no-id-pin", "caution", at, { ...facts, pinRemedy: pinRemedy(view.issuer) }));
  }
  if (pins.ref && !pins.protectedRef) {
    const ref = parts.ref.kind === "exact" ? parts.ref.value : "the ref";
    const severity = pins.projectId ? "info" : "caution";
    findings.push(trustFinding("unprotected-ref", severity, at, { ref, protectRemedy: protectRemedy(view.issuer) }));
  }
  return findings;
}

function refFindings({ text, at }: GuardValue, parts: SubParts, pins: Pins): Finding[] {
  const facts = { value: quoted(text) };
  const open = pins.protectedRef ? "caution" : "dangerous";
  const findings: Finding[] = [];
  if (parts.ref.kind === "any") {
    findings.push(trustFinding("wildcard-ref", pins.ref ? "info" : open, at, facts));
  } else if (parts.ref.kind === "wild") {
    const example = parts.ref.pattern.replaceAll("*", "-evil").replaceAll("?", "x");
    findings.push(trustFinding("branch-prefix", pins.ref ? "info" : open, at, { ...facts, example }));
  }
  const typeLeftOut = parts.refType.kind === "any" && parts.exact;
  if (parts.refType.kind !== "exact" && !(typeLeftOut && parts.ref.kind === "any")) {
    const severity = pins.refType ? "info" : typeLeftOut ? "caution" : open;
    findings.push(trustFinding("wildcard-ref-type", severity, at, facts));
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
