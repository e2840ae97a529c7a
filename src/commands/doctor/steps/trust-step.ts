import { failedWith, passed, type Step, unclear } from "../../../core/diagnosis/index.ts";
import type { GitlabEcrError } from "../../../core/errors/index.ts";
import type { RoleArn } from "../../../core/identity/index.ts";
import type { TrustResult } from "../../../core/policy/index.ts";

/** What the trust policy's step looks at. */
export interface TrustFacts {
  readonly role: RoleArn;
  readonly result: TrustResult;
  /** Where the policy comes from. */
  readonly source: string;
  /** The exchange's error; null where it passed; undefined where it wasn't tried. */
  readonly exchangeError: GitlabEcrError | null | undefined;
}

/** Whether the trust policy admits the token, and how safe it is. */
export function trustStep({ role, result, source, exchangeError }: TrustFacts): Step {
  const { verdict, grade, statements, findings } = result;
  const deciding = statements.filter(
    ({ applies, effect }) => applies === true && (verdict === "allow") === (effect === "Allow"),
  );
  const evidence = [
    `policy from ${source}, grade ${grade}`,
    ...deciding.map(({ index, effect }) => `Statement[${index}] applies: ${effect}`),
    ...(verdict === "allow" ? [] : mismatches(result)),
    ...findings
      .filter(({ severity }) => severity !== "info")
      .map(({ id, severity, at }) => `${severity}: ${id} at ${at}`),
  ];
  if (verdict === "unknown") {
    return unclear("trust", "a condition rests on values that aren't known here", null, evidence);
  }
  if (verdict === "allow" && exchangeError?.code === "trust-denied") {
    const cause = "by this policy AWS would admit the token, and AWS refused it";
    const remedy =
      "If the policy was changed moments ago, run the job again in a minute. Else look for a policy of the organisation (SCP or RCP) that denies sts:AssumeRoleWithWebIdentity.";
    return unclear("trust", cause, remedy, evidence);
  }
  if (verdict === "allow") return passed("trust", evidence);
  if (exchangeError === null) {
    return unclear(
      "trust",
      "by this policy AWS would refuse the token, and AWS admitted it: is it a current copy?",
      null,
      evidence,
    );
  }
  return failedWith("trust", "trust-denied", { roleArn: role.arn }, evidence, [suggestion(result)]);
}

function mismatches({ statements }: TrustResult): string[] {
  return statements.flatMap(({ index, because, conditions }) => {
    if (because === "principal") return [`Statement[${index}] is about another provider`];
    if (because === "action") return [`Statement[${index}] doesn't cover sts:AssumeRoleWithWebIdentity`];
    return conditions
      .filter(({ matched }) => matched !== true)
      .map(({ operator, key, expected, actual, note }) => {
        const is = actual.length === 0 ? "absent" : actual.join(" | ");
        return `Statement[${index}]: ${operator} ${key} wants ${expected.join(" | ")}, it is ${is}${note === null ? "" : ` (${note})`}`;
      });
  });
}

function suggestion({ suggestion: { condition }, statements }: TrustResult): string {
  const denying = statements.find(({ effect, applies }) => effect === "Deny" && applies === true);
  if (denying !== undefined)
    return `Change Statement[${denying.index}]: it denies this token, whatever else allows it.`;
  const json = JSON.stringify({ Condition: condition }, null, 2).split("\n").slice(1, -1).join("\n");
  return `Give an Allow statement of the role's trust policy this Condition, which admits this project and ref and no other:\n${json}`;
}
