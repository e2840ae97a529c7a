import type { Masks } from "./mask-identifiers.ts";

/**
 * A finding's text without what it tells of a policy: of the values that were put into the table's text, only numbers
 * and names of the report stay, the rest becomes `…`. A text that isn't the table's isn't shown.
 */
export function messageWithout(template: string | undefined, message: string, masks: Masks): string {
  if (template === undefined) return "…";
  const [first = "", ...literals] = template.split(/\{[a-zA-Z]+\}/);
  const values = message.startsWith(first) ? valuesBetween(message.slice(first.length), literals) : null;
  const shown = literals.map((literal, index) => shownValue(values?.[index], masks) + literal);
  // The table's own text has examples of ARNs.
  return masks.text(first + shown.join(""));
}

/** The values before each literal; null where the text isn't made of them. Takes the first place of each literal. */
function valuesBetween(text: string, literals: readonly string[]): string[] | null {
  const values: string[] = [];
  let rest = text;
  for (const [index, literal] of literals.entries()) {
    const last = index === literals.length - 1;
    const end = last ? rest.length - literal.length : literal === "" ? -1 : rest.indexOf(literal);
    if (end < 0 || (last && !rest.endsWith(literal))) return null;
    values.push(rest.slice(0, end));
    rest = rest.slice(end + literal.length);
  }
  return rest === "" ? values : null;
}

// What our own words for an age, a count, a use or an access look like: nothing that a policy holds.
const harmless =
  /^(?:\d{1,6}(?: days?| access keys?)?|never used|not used for \d{1,6} days|push|pull|push and pull|\d{4}-\d{2}-\d{2})$/;

function shownValue(value: string | undefined, masks: Masks): string {
  if (value === undefined) return "…";
  return harmless.test(value) || masks.isName(value) ? masks.text(value) : "…";
}
