import { GitlabEcrError } from "../errors/index.ts";

/** The error for a policy document that can't be read, with the place in its context's `path`. */
export function invalid(path: string, problem: string): GitlabEcrError {
  const subject = path === "" ? "The policy document" : `In the policy, ${path}`;
  return new GitlabEcrError("input-invalid", { reason: `${subject} ${problem}`, path });
}

/** What is wrong where an element is missing; a name in other capitals is told. */
export function missing(name: string, holder: object): string {
  const similar = Object.keys(holder).find((key) => key.toLowerCase() === name.toLowerCase());
  return similar === undefined ? "is missing" : `is missing; ${similar} is written with other capitals`;
}

/** A JSON value as an error names it. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return typeof value === "object" ? "an object" : `the ${typeof value} ${String(value)}`;
}

/** A text that may be left out. */
export function optionalText(value: unknown, at: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw invalid(at, `must be text, not ${kindOf(value)}`);
}
