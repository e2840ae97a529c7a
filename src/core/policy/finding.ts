/** How bad a finding is; `info` counts as safe. */
export type Severity = "dangerous" | "caution" | "info";

/** How safe a policy is: the severity of its worst finding. */
export type Grade = "safe" | "caution" | "dangerous";

/** One thing to know about a policy. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  /** Place in the document. */
  readonly at: string;
  /** What is so, with the value at hand. */
  readonly message: string;
  /** What to do, with the exact value where it is known. */
  readonly remedy: string;
}

/** The grade that findings add up to. */
export function gradeOf(findings: readonly Finding[]): Grade {
  if (findings.some(({ severity }) => severity === "dangerous")) return "dangerous";
  return findings.some(({ severity }) => severity === "caution") ? "caution" : "safe";
}

/** Findings once each, with the worst severity that it was given, worst first, else in document order. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const sorted = [...findings].sort((left, right) => rank[left.severity] - rank[right.severity]);
  const unique = new Map<string, Finding>();
  for (const finding of sorted) {
    const key = `${finding.id} ${finding.at} ${finding.message}`;
    if (!unique.has(key)) unique.set(key, finding);
  }
  return [...unique.values()];
}

const rank = { dangerous: 0, caution: 1, info: 2 } as const;
