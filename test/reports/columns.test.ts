import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainStyle } from "../../src/cli/ansi-style.ts";
import { commandLines, indented, tableLines } from "../../src/reports/columns.ts";

const style = (width?: number) => ({ ...plainStyle, width });
const head = ["NAME", "CREATED", "PUSH", "ON"];
const rows = [
  ["gitlab-ecr-role", "2026-10-01", "allow", "team/app +2"],
  [
    "AWSReservedSSO_DeveloperAccess_0123456789abcdef",
    "2025-01-15",
    "unknown",
    "platform/base-images/python/3.12-with-everything +14",
  ],
];

describe("a table", () => {
  const table = (width?: number) => tableLines(style(width), head, rows);

  test("has a line for each row where nobody looks at a terminal, or the terminal is wide", () => {
    const wide = [
      "  gitlab-ecr-role                                  2026-10-01  allow    team/app +2",
      "  AWSReservedSSO_DeveloperAccess_0123456789abcdef  2025-01-15  unknown  platform/base-images/python/3.12-with-everything +14",
    ];
    expect(table().rows).toEqual(wide);
    expect(table(200)).toEqual(table());
  });

  test("gives a long name its own line, and a long last cell the line below", () => {
    expect([table(80).head, ...table(80).rows].join("\n")).toBe(
      [
        "  NAME                          CREATED     PUSH     ON",
        "  gitlab-ecr-role               2026-10-01  allow    team/app +2",
        "  AWSReservedSSO_DeveloperAccess_0123456789abcdef",
        "                                2025-01-15  unknown",
        "      on: platform/base-images/python/3.12-with-everything +14",
      ].join("\n"),
    );
  });

  test("becomes paragraphs on a narrow terminal", () => {
    expect([table(42).head, ...table(42).rows].join("\n")).toBe(
      [
        "  NAME",
        "  gitlab-ecr-role",
        "      created 2026-10-01, push allow, on",
        "      team/app +2",
        "  AWSReservedSSO_DeveloperAccess_0123456789abcdef",
        "      created 2025-01-15, push unknown, on",
        "      platform/base-images/python/3.12-with-everything",
        "      +14",
      ].join("\n"),
    );
  });

  test("breaks a last cell of short words within its column", () => {
    const { rows: lines } = tableLines(
      style(60),
      ["KEY", "STATUS", "LAST USED"],
      [["AKIAIOSFODNN7EXAMPLE", "active", "on 2026-10-01 for ecr in ap-northeast-1"]],
    );
    expect(lines).toEqual([
      "  AKIAIOSFODNN7EXAMPLE  active  on 2026-10-01 for ecr in\n                                ap-northeast-1",
    ]);
  });

  test.each([
    ["wide characters", "日本語のロール"],
    ["combining marks", "e\u0301cole-ro\u0302le"],
    ["emoji", "deploy-🚀"],
  ])("stays straight with %s", (_, name) => {
    const { rows: lines } = tableLines(
      style(80),
      ["NAME", "CREATED"],
      [
        [name, "2026-10-01"],
        ["a-role-of-twenty-two-c", "2026-10-02"],
      ],
    );
    const columns = name.startsWith("日") ? 14 : name.startsWith("d") ? 9 : 10;
    expect(lines[0]).toBe(`  ${name}${" ".repeat(22 - columns)}  2026-10-01`);
  });

  test("loses nothing, whatever the terminal, and is no wider than it but for one word", () => {
    const word = fc.stringMatching(/^[a-z日é]{1,30}$/u);
    const cell = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
    const row = fc.tuple(word, fc.stringMatching(/^[a-z]{1,8}$/), cell);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), fc.integer({ min: 40, max: 130 }), (all, width) => {
        const { rows: lines } = tableLines(style(width), ["A", "B", "C"], all);
        lines.forEach((text, index) => {
          const words = text.split(/[\s,]+|^c: /);
          for (const part of all[index]?.flatMap((one) => one.split(" ")) ?? []) expect(words).toContain(part);
          for (const line of text.split("\n")) {
            const columns = line.replace(/日/gu, "xx").length;
            if (line.trim().replace(/^c: /, "").includes(" ")) expect(columns).toBeLessThanOrEqual(width);
          }
        });
      }),
    );
  });
});

describe("prose and commands", () => {
  test("lines end before the terminal does, and have 100 columns at most", () => {
    const text = "word ".repeat(60).trim();
    for (const [width, most] of [
      [60, 60],
      [80, 80],
      [undefined, 80],
      [120, 100],
      [10, 40],
    ] as const) {
      const longest = Math.max(...indented(style(width), text, "    ", "  - ").map((line) => line.length));
      expect(longest).toBeLessThanOrEqual(most);
      expect(longest).toBeGreaterThan(most - 6);
    }
  });

  test("an ARN or a path is never broken, so that it can be copied", () => {
    const arn = `arn:aws:iam::123456789012:role/${"long/".repeat(20)}role`;
    expect(indented(style(60), `The role is ${arn} here.`, "  ")).toEqual(["  The role is", `  ${arn}`, "  here."]);
    expect(commandLines(style(60), `gitlab-ecr login --role-arn ${arn} --region eu-west-1`, "  ")).toEqual([
      "  gitlab-ecr login \\",
      `    --role-arn ${arn} \\`,
      "    --region eu-west-1",
    ]);
  });
});
