import { Refusal } from "../service.ts";

/** What a parameter must be; lengths in characters. */
export interface Constraint {
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: RegExp;
  /** For an integer: its range. */
  range?: [number, number];
}

/**
 * Checks a form as STS does before anything else: all violations together, in
 * one ValidationError. Names in the message begin in lower case.
 */
export function checkConstraints(form: Record<string, string>, constraints: Record<string, Constraint>): void {
  const broken = Object.entries(constraints).flatMap(([name, constraint]) => {
    const value = form[name];
    const label = name.charAt(0).toLowerCase() + name.slice(1);
    return violations(value, constraint).map(
      ({ shown, rule }) => `Value ${shown}at '${label}' failed to satisfy constraint: ${rule}`,
    );
  });
  if (broken.length === 0) return;
  const count = `${broken.length} validation error${broken.length === 1 ? "" : "s"} detected`;
  throw new Refusal(400, "ValidationError", `${count}: ${broken.join("; ")}`);
}

function violations(value: string | undefined, constraint: Constraint): { shown: string; rule: string }[] {
  if (value === undefined) {
    return constraint.required === true ? [{ shown: "null ", rule: "Member must not be null" }] : [];
  }
  // STS leaves secrets and empty values out: "Value at 'webIdentityToken' …".
  const shown = value === "" || constraint.maxLength === 20_000 ? "" : `'${value}' `;
  return rules(value, constraint).map((rule) => ({ shown, rule }));
}

function* each(value: string, { minLength, maxLength, pattern, range }: Constraint): Generator<string> {
  if (maxLength !== undefined && value.length > maxLength) {
    yield `Member must have length less than or equal to ${maxLength}`;
  }
  if (minLength !== undefined && value.length < minLength) {
    yield `Member must have length greater than or equal to ${minLength}`;
  }
  if (pattern !== undefined && !pattern.test(value)) {
    yield `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`;
  }
  if (range !== undefined) {
    const [least, most] = range;
    if (!/^-?\d+$/.test(value)) yield "Member must be an integer";
    else if (Number(value) > most) yield `Member must have value less than or equal to ${most}`;
    else if (Number(value) < least) yield `Member must have value greater than or equal to ${least}`;
  }
}

function rules(value: string, constraint: Constraint): string[] {
  return [...each(value, constraint)];
}

/** The constraints that all ways to assume a role share (STS API reference). */
export const ASSUME_ROLE_CONSTRAINTS: Record<string, Constraint> = {
  RoleArn: { required: true, minLength: 20, maxLength: 2048 },
  RoleSessionName: { required: true, minLength: 2, maxLength: 64, pattern: /^[\w+=,.@-]*$/ },
  DurationSeconds: { range: [900, 43_200] },
  Policy: { minLength: 1, maxLength: 2048 },
};
