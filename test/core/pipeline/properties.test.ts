import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { GitlabEcrError } from "../../../src/core/errors/index.ts";
import { findLogins, type PipelineChange, rewritePipeline } from "../../../src/core/pipeline/index.ts";
import { host, pipelines, quietPipelines } from "./generated-pipeline.ts";

const change: PipelineChange = {
  component: "gitlab.example.com/tools/gitlab-ecr/login@1",
  inputs: { role_arn: "arn:aws:iam::123456789012:role/ci", region: "eu-west-1", registries: host },
  phase: "dual",
};

describe("findLogins", () => {
  test("finds the login, however it is written, with its lines", () => {
    fc.assert(
      fc.property(pipelines, ({ text, job, line, endLine }) => {
        expect(findLogins(text)).toEqual([
          { job, line, endLine, kind: "get-login-password", registry: host, confidence: "certain" },
        ]);
      }),
      { numRuns: 400 },
    );
  });

  test("finds nothing where nothing is", () => {
    fc.assert(
      fc.property(quietPipelines, (text) => {
        expect(findLogins(text)).toEqual([]);
      }),
    );
  });

  const fragments = fc.constantFrom(
    "script:\n  - ",
    "a: ",
    "&x ",
    "*x",
    "<<: *x\n",
    "!reference [a, script]",
    "|\n  ",
    ">-\n  ",
    "'",
    '"',
    "\\",
    "\n",
    "\t",
    "  ",
    "$(",
    ")",
    "`",
    "${",
    "}",
    "<<EOF",
    "EOF\n",
    "aws ecr get-login-password",
    " | docker login -u AWS --password-stdin ",
    "$X",
    "#",
    "sh -c '",
    "- ",
    "{",
    "[",
    "]",
    ",",
    ": ",
    "---\n",
    "\r\n",
    "\ufeff",
    "eval ",
    "=",
    "(",
    "$env:X ",
    "@'\n",
    "`\n",
  );

  test("never fails but for what isn't YAML, and then names the line", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join("")),
      fc
        .array(fragments, { maxLength: 40 })
        .map((parts) => `job:\n  script:\n    - |\n${parts.join("").replaceAll(/^/gm, "      ")}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const error = errorOf(() => findLogins(text));
        const told = error instanceof GitlabEcrError ? [error.code, typeof error.context.line] : error;
        expect(told === null ? ["input-invalid", "number"] : told).toEqual(["input-invalid", "number"]);
      }),
      { numRuns: 1500 },
    );
  });

  // Far from the time limit in linear time, far beyond it in quadratic time.
  const many = 30_000;
  const script = (line: string) => `job:\n  script:\n    - |\n${`      ${line}\n`.repeat(many)}`;
  test.each([
    ["brackets", script("$( ( ${ `")],
    ["here-documents without an end", script("cat <<A$X")],
    ["quotes", script("' \" '")],
    ["logins", script("aws ecr get-login-password | docker login -u AWS --password-stdin $ECR")],
    ["assignments that grow", script("A=$A$A; ECR=$ECR.$A")],
    ["dollars", `job:\n  script: ["${"$[[ a$(".repeat(many)}"]\n`],
    ["blank lines", `job:\n  script:\n    - |\n      a${"\n".repeat(many)}      b\n`],
    [
      "anchors and aliases",
      `a: &a [x]\n${Array.from({ length: 5000 }, (_, at) => `j${at}: { script: [*a, &a y] }`).join("\n")}\n`,
    ],
    [
      "jobs that extend each other",
      Array.from({ length: 3000 }, (_, at) => `j${at}: { extends: [j${at + 1}, j0], script: [echo $A] }`).join("\n"),
    ],
    [
      "aliases of aliases",
      `a0: &a0 [x]\n${Array.from({ length: 60 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join("\n")}\nj: { script: *a60 }\n`,
    ],
    [
      "variables of variables",
      `variables:\n${Array.from({ length: 60 }, (_, at) => `  V${at}: $V${at + 1}$V${at + 1}`).join("\n")}\nj: { script: [docker login -u AWS -p $P $V0] }\n`,
    ],
    ["lists in lists", `a: ${"[".repeat(many)}`],
  ])("reads %s in a time that grows with their length alone", (_, text) => {
    expect(errorOf(() => findLogins(text))?.code ?? "input-invalid").toBe("input-invalid");
  });
});

describe("rewritePipeline", () => {
  test("gives a file without a login back byte for byte", () => {
    fc.assert(
      fc.property(quietPipelines, (text) => {
        expect(rewritePipeline(text, change)).toEqual({ text, changed: false, replaced: [], left: [] });
      }),
    );
  });

  test("changes only what it says, and nothing when it is run again", () => {
    fc.assert(
      fc.property(pipelines, ({ text }) => {
        const result = rewritePipeline(text, change);
        expect(result.replaced.length + result.left.length).toBe(1);
        expect(rewritePipeline(result.text, change)).toMatchObject({ text: result.text, changed: false });
        if (!result.changed) {
          expect(result.text).toBe(text);
          return;
        }
        const kept = result.text.split("\n");
        const added = kept.filter((line) => !text.split("\n").includes(line)).map((line) => line.trim());
        expect(added.filter((line) => !planned.some((pattern) => pattern.test(line)))).toEqual([]);
        expect(withoutPlanned(result.text)).toEqual(withoutLogin(text));
        expect(/[^\r]\n/.test(result.text)).toBe(!text.includes("\r\n"));
      }),
      { numRuns: 400 },
    );
  });
});

const planned = [
  /^include:$/,
  /^- component: gitlab\.example\.com\/tools\/gitlab-ecr\/login@1$/,
  /^inputs:$/,
  /^(?:role_arn|region|registries|fallback): \S+$/,
  /^extends: \.ecr-login$/,
  /^stage: test$/,
  /^- !reference \[\.ecr-login, before_script\]$/,
  /^$/,
];

type Job = Record<string, unknown>;

/** The pipeline as values, without what the change adds. */
function withoutPlanned(text: string): unknown {
  const { include: _, ...jobs } = parseQuietly(text);
  return mapJobs(jobs, ({ extends: _extends, stage: _stage, ...job }) => scripts(job, (line) => Array.isArray(line)));
}

function withoutLogin(text: string): unknown {
  return mapJobs(parseQuietly(text), (job) =>
    scripts(job, (line) => isLogin(String(line).replaceAll(/\s*\\\n\s*/g, " "))),
  );
}

function isLogin(line: string): boolean {
  return /^(?:(?:retry|time) )?(?:aws\s[^|]*get-login|docker login -u AWS)/.test(line);
}

function parseQuietly(text: string): Record<string, Job> {
  return parse(text, { logLevel: "silent" }) as Record<string, Job>;
}

function mapJobs(jobs: Record<string, Job>, change: (job: Job) => Job): Record<string, Job> {
  return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, change(job)]));
}

function scripts(job: Job, isGone: (line: unknown) => boolean): Job {
  return Object.fromEntries(
    Object.entries(job).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.filter((line) => !isGone(line)) : value,
    ]),
  );
}

function errorOf(work: () => unknown): GitlabEcrError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof GitlabEcrError) return error;
    throw error;
  }
}
