import { type Guard, isExact, soleValue } from "./guard.ts";
import { readSubPattern, type SubParts } from "./sub-pattern.ts";

/** What guards hold together, by the claims' own conditions or by parts of `sub`. */
export type Pins = Readonly<Record<Pin, boolean>>;

type Pin = "projectId" | "namespaceId" | "projectPath" | "refType" | "ref" | "protectedRef";

/** What a list of guards holds: all are needed, so what any of them holds is held. */
export function pinsOf(guards: readonly Guard[]): Pins {
  const isHeld = (claim: string): boolean =>
    guards.some((guard) => guard.claim === claim && guard.values.length > 0 && guard.values.every(isExact));
  const subs = guards
    .filter(({ claim }) => claim === "sub")
    .map(({ values }) => values.filter(({ literalWildcard }) => !literalWildcard))
    .map((alternatives) => alternatives.map(({ pattern }) => subPins(readSubPattern(pattern))));
  const bySub = (pin: Pin): boolean => subs.some((alternatives) => alternatives.every((pins) => pins[pin]));
  return {
    projectId: isHeld("project_id") || bySub("projectId"),
    namespaceId: isHeld("namespace_id"),
    projectPath: bySub("projectPath"),
    refType: bySub("refType"),
    ref: bySub("ref"),
    protectedRef: guards.some(asksForProtectedRef) || bySub("protectedRef"),
  };
}

/** What one value of `sub` holds by itself. */
export function subPins({ projectId, projectPath, refType, ref, isProtected }: SubParts): Pins {
  return {
    projectId: projectId !== null,
    namespaceId: false,
    projectPath: projectPath.kind === "exact",
    refType: refType.kind === "exact",
    ref: ref.kind === "exact",
    protectedRef: isProtected,
  };
}

/** What either holds. */
export function eitherPins(left: Pins, right: Pins): Pins {
  return {
    projectId: left.projectId || right.projectId,
    namespaceId: left.namespaceId || right.namespaceId,
    projectPath: left.projectPath || right.projectPath,
    refType: left.refType || right.refType,
    ref: left.ref || right.ref,
    protectedRef: left.protectedRef || right.protectedRef,
  };
}

function asksForProtectedRef(guard: Guard): boolean {
  return guard.claim === "ref_protected" && soleValue(guard)?.toLowerCase() === "true";
}
