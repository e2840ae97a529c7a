import { type Policy, parsePolicy, type Statement } from "../../policy/index.ts";

/** What a statement says, a line for each value: what AWS takes as a set is one here, too. */
function linesOf({ effect, principal, action, resource, conditions, unknownElements }: Statement): string[] {
  const conditionLines = conditions.flatMap(({ operator, key, values }) =>
    (values.length === 0 ? ["(no value)"] : values).map((value) => `${operator} ${key}: ${value}`),
  );
  return [
    `Effect: ${effect}`,
    ...(principal?.entries ?? []).map(({ type, value }) =>
      type === "Everyone" ? `${principal?.element}: *` : `${principal?.element} ${type}: ${value}`,
    ),
    ...action.values.map((value) => `${action.element}: ${value}`),
    ...(resource?.values ?? []).map((value) => `${resource?.element}: ${value}`),
    ...conditionLines,
    ...Object.entries(unknownElements).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
  ];
}

/** Whether two statements mean the same: order, case of actions and of condition keys, and Sid don't count. */
export function sameStatement(one: Statement, other: Statement): boolean {
  const [meant, wanted] = [new Set(linesOf(one).map(meaning)), new Set(linesOf(other).map(meaning))];
  return meant.size === wanted.size && [...meant].every((line) => wanted.has(line));
}

/** Whether two policies mean the same. Texts may be URL-encoded. */
export function samePolicy(there: string | object, wanted: string | object): boolean {
  const [one, other] = [parsePolicy(there), parsePolicy(wanted)];
  if (one.version !== other.version || one.statements.length !== other.statements.length) return false;
  const covers = (a: Policy, b: Policy) => a.statements.every((x) => b.statements.some((y) => sameStatement(x, y)));
  return covers(one, other) && covers(other, one);
}

/** What comes and goes between two policies, by meaning. */
export function policyDiff(there: string | object, wanted: string | object): string[] {
  const [old, fresh] = [parsePolicy(there).statements, parsePolicy(wanted).statements];
  const gone = old.filter((statement) => !fresh.some((other) => sameStatement(statement, other)));
  const come = fresh.filter((statement) => !old.some((other) => sameStatement(statement, other)));
  const pairs = come.map((statement) => ({
    statement,
    before: gone.find(({ sid }) => sid !== null && sid === statement.sid),
  }));
  const replaced = new Set(pairs.map(({ before }) => before));
  return [
    ...gone.filter((statement) => !replaced.has(statement)).flatMap((one) => wholeStatement("-", one)),
    ...pairs.flatMap(({ statement, before }) =>
      before === undefined ? wholeStatement("+", statement) : statementDiff(before, statement),
    ),
  ];
}

/** What comes and goes between two statements that stand for each other. */
export function statementDiff(before: Statement, after: Statement): string[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const without = (lines: string[], others: string[]) => {
    const known = new Set(others.map(meaning));
    return lines.filter((line) => !known.has(meaning(line)));
  };
  return [
    `statement ${nameOf(after)}`,
    ...without(old, fresh).map((line) => `- ${line}`),
    ...without(fresh, old).map((line) => `+ ${line}`),
  ];
}

/** A statement that comes or goes as a whole. */
export function wholeStatement(sign: "+" | "-", statement: Statement): string[] {
  const values = new Map<string, string[]>();
  for (const line of linesOf(statement)) {
    const at = line.indexOf(": ");
    values.set(line.slice(0, at), [...(values.get(line.slice(0, at)) ?? []), line.slice(at + 2)]);
  }
  const lines = [...values].map(([name, some]) => `${sign} ${name}: ${some.join(", ")}`);
  return [`${sign} statement ${nameOf(statement)}`, ...lines];
}

/** What a statement is called: its Sid, else its place. */
export function nameOf({ sid, at }: Statement): string {
  return sid === null || sid === "" ? at : sid;
}

/** AWS compares actions and condition keys without case, and values with it. */
function meaning(line: string): string {
  const at = line.indexOf(": ");
  const [name, value] = [line.slice(0, at).toLowerCase(), line.slice(at + 2)];
  return `${name}: ${/^(?:not)?action$/.test(name) ? value.toLowerCase() : value}`;
}
