/** How many tests ended how. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a run is judged by, besides its counts. */
export interface TestRun {
  /** Vitest's exit status. */
  readonly status: number;
  /** Whether it ran in CI, where nothing may be skipped. */
  readonly ci: boolean;
  /** Whether all tests were asked for. */
  readonly everything: boolean;
}

/** Counts the tests in the report of Vitest's JSON reporter. A file that fails without a test counts as one failure. */
export function countTests(report: string | null): TestCounts {
  if (report === null) return { passed: 0, failed: 0, skipped: 0 };
  const { testResults } = JSON.parse(report) as VitestReport;
  const states = testResults.flatMap(({ status, assertionResults }) => {
    const tests = assertionResults.map((test) => test.status);
    return status === "failed" && !tests.includes("failed") ? [...tests, "failed"] : tests;
  });
  const passed = states.filter((state) => state === "passed").length;
  const failed = states.filter((state) => state === "failed").length;
  return { passed, failed, skipped: states.length - passed - failed };
}

/** A line for each test that failed, `FILE > NAME: WHY`, with the file from `root`; for a file without tests its own. */
export function failedTests(report: string | null, root: string): readonly string[] {
  if (report === null) return [];
  const { testResults } = JSON.parse(report) as VitestReport;
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.startsWith(root) ? name.slice(root.length) : name;
    const tests = assertionResults.filter((test) => test.status === "failed");
    if (status === "failed" && tests.length === 0) return [`${file}: ${firstLine(message)}`];
    return tests.map(({ fullName, failureMessages }) => `${file} > ${fullName}: ${firstLine(failureMessages[0])}`);
  });
}

function firstLine(text = ""): string {
  return text.split("\n", 1)[0] ?? "";
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Whether the run failed, and what about it Vitest itself doesn't say. */
export function verdictOf(counts: TestCounts, { status, ci, everything }: TestRun): { failed: boolean; why: string[] } {
  const why: string[] = [];
  if (counts.passed + counts.failed === 0) why.push("No test ran.");
  if (ci && everything && counts.skipped > 0) why.push("With CI=true nothing may be skipped.");
  if (status !== 0 && counts.failed === 0) why.push(`Vitest ended with ${status}, though no test failed.`);
  return { failed: status !== 0 || why.length > 0, why };
}
