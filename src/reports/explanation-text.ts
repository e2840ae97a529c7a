import { type ContextValue, visibleText } from "../core/errors/index.ts";
import type { TrustStatement } from "../core/policy/index.ts";
import { marksOf, type Style } from "./style.ts";

/** The comparison of a token with a trust policy, as it stands in an error's context. */
interface Explanation {
  readonly source: string;
  readonly verdict: string;
  readonly grade: string;
  readonly statements: readonly TrustStatement[];
}

const mostStatements = 5;

/** The comparison in a few lines: each statement that comes near, and what in it doesn't fit. */
export function explanationLines(explanation: ContextValue | undefined, style: Style): string[] {
  if (explanation === undefined) return [];
  const { source, verdict, grade, statements } = explanation as unknown as Explanation;
  const telling = statements.filter(
    ({ because }) => because === "condition" || because === "applies" || because === "unknown",
  );
  const shown = telling.slice(0, mostStatements);
  const rest = statements.length - shown.length;
  return [
    "",
    style.bold(`Compared with the trust policy (${visibleText(source)}): ${verdict}, grade ${grade}`),
    ...shown.flatMap((statement) => statementLines(statement, style)),
    ...(rest > 0
      ? [style.dim(`  ${rest} more ${rest === 1 ? "statement is" : "statements are"} about something else`)]
      : []),
  ];
}

function statementLines({ index, sid, effect, applies, conditions }: TrustStatement, style: Style): string[] {
  const name = sid === null ? `Statement[${index}]` : `Statement[${index}] (${visibleText(sid)})`;
  return [
    `  ${markOf(applies, style)} ${name}, ${effect}`,
    ...conditions.map(({ operator, key, expected, actual, matched, note }) => {
      const is = actual.length === 0 ? "absent" : actual.join(" | ");
      const wants = `${operator} ${key}: wants ${expected.join(" | ")}`;
      const why = matched === true ? "" : `, is ${is}${note === null ? "" : ` (${note})`}`;
      return `      ${markOf(matched, style)} ${visibleText(`${wants}${why}`)}`;
    }),
  ];
}

function markOf(truth: boolean | null, style: Style): string {
  if (truth === null) return style.caution("?");
  return truth ? style.good(marksOf(style).pass) : style.bad(marksOf(style).fail);
}
