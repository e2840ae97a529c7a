import type { AuditReport } from "../../../src/core/audit/index.ts";
import { exampleReport } from "../../core/audit/example-report.ts";

/** Names that would break out of a format: of tags, attributes, cells, terminals, lines, and of every length. */
export const hostileNames: readonly (readonly [string, string])[] = [
  ["tags", "</title></style></svg><script>alert(1)</script><img src=x onerror=alert(1)>"],
  ["attributes", `" onload="alert(1)" x='y' style="color:red`],
  ["entities", "&amp;&lt;script&gt;&#x3c;b&#x3e;"],
  ["XML", "]]></failure><![CDATA[<!--"],
  ["Markdown", "[x](javascript:alert(1)) ![](http://127.0.0.1/x) **b** `c` ``d`` | e | \\| <!-- @all #1 !2 ~3 /close"],
  ["quick actions", "\n/close\n/assign @root\n| a | b |\n```\n# h"],
  ["control characters", "a\u0000\u0007\b\u001b[31mred\u001b]8;;http://x\u0007link\r\nnext\tline\u0085\u2028"],
  ["direction marks", "user\u202egnp.exe\u2066x\u2069\u200b\ufeff"],
  ["lone surrogates", "a\ud800b\udfffc\uffff"],
  ["paths", "../../../etc/passwd"],
  ["patterns", "$& $1 ${x} {key} %s \\u0041"],
  ["length", "ab".repeat(5120)],
  ["object", "__proto__"],
];

/** The example with a text put wherever it holds one from outside. */
export function hostileReport(name: string): AuditReport {
  const replaced = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => replaced(one, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, replaced(one, field)]));
    }
    return typeof value === "string" && outside.has(key) ? `${value}${name}` : value;
  };
  return replaced(exampleReport, "") as AuditReport;
}

const outside = new Set([
  "name",
  "arn",
  "path",
  "alias",
  "group",
  "text",
  "at",
  "message",
  "remedy",
  "sentences",
  "issuers",
  "gitlabIssuers",
  "repository",
  "missing",
  "url",
  "audiences",
  "thumbprints",
  "roles",
  "resource",
  "because",
  "commands",
  "user",
  "role",
  "what",
  "lastUsedService",
  "lastUsedRegion",
]);
