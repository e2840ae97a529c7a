import type { ConcernedVariable, PlanOfVariables } from "./concerned-variable.ts";
import { judge, type Situation } from "./judge-variable.ts";
import type { ListedVariable } from "./listed-variable.ts";

/** Those of the variables that a migration concerns: the project's first, then those of the nearest group. */
export function concernedVariables(
  variables: readonly ListedVariable[],
  plan: PlanOfVariables,
): readonly ConcernedVariable[] {
  const takers = Map.groupBy(plan.takers, ({ name }) => name);
  const found = variables.flatMap((variable) => {
    const situation = { variable, variables, plan, takers: takers.get(variable.key) ?? [] };
    const judged = judge(situation);
    if (judged === null) return [];
    const { content: _, ...shown } = variable;
    const fate = `${judged.fate}${forOthers(variable)}`;
    return [{ ...shown, ...judged, why: `${judged.why}${nearer(situation)}`, fate }];
  });
  return found.toSorted(byPlace);
}

function forOthers({ level, path }: ListedVariable): string {
  if (level === "group") return ` All projects below ${path} get it, and may need it.`;
  return level === "instance" ? " All projects get it; administrators alone change it." : "";
}

/** Of a group's or the instance's: whether one that is nearer to the project wins in all jobs that see it. */
function nearer({ variable, variables }: Situation): string {
  const winners = variables.filter((one) => {
    const everywhere = one.environmentScope === "*" && (!one.protected || variable.protected);
    return one.key === variable.key && everywhere && isNearer(one, variable);
  });
  const winner = winners.find((one) => winners.every((other) => other === one || isNearer(one, other)));
  if (winner === undefined) return "";
  const whose = winner.level === "project" ? "the project's own" : `that of ${winner.path}`;
  return ` Here ${whose} wins, as long as it is there.`;
}

const levels = ["project", "group", "instance"];

/** Of two groups above one project, the longer path is nearer. */
function isNearer(one: ListedVariable, other: ListedVariable): boolean {
  if (one.level !== other.level) return levels.indexOf(one.level) < levels.indexOf(other.level);
  return one.level === "group" && (one.path ?? "").startsWith(`${other.path}/`);
}

function byPlace(one: ConcernedVariable, other: ConcernedVariable): number {
  const order = levels.indexOf(one.level) - levels.indexOf(other.level);
  const depth = (other.path ?? "").split("/").length - (one.path ?? "").split("/").length;
  const names = [one, other].map(({ path, key, environmentScope }) => `${path} ${key} ${environmentScope}`);
  return order || depth || (names[0] === names[1] ? 0 : (names[0] ?? "") < (names[1] ?? "") ? -1 : 1);
}
