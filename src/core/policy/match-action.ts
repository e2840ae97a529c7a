import type { ListElement } from "./policy.ts";
import { lowerCasePattern, matchesPattern, patternOf } from "./wildcard.ts";

/**
 * Whether a statement's `Action` or `NotAction` covers an action such as `ecr:PutImage`. Names are compared without
 * regard to case. Source: IAM User Guide, "IAM JSON policy elements: Action" and "NotAction".
 */
export function matchesAction(element: ListElement<"Action" | "NotAction">, action: string): boolean {
  const listed = element.values.some((value) => actionPatternMatches(value, action));
  return element.element === "Action" ? listed : !listed;
}

/** Whether one action pattern of a policy covers an action. */
export function actionPatternMatches(pattern: string, action: string): boolean {
  return matchesPattern(lowerCasePattern(patternOf(pattern)), action.toLowerCase());
}
