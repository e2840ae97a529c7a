import type { AuditReport } from "../../../src/core/audit/index.ts";
import { auditCodeQuality } from "../../../src/reports/audit/audit-code-quality.ts";
import { auditHtml } from "../../../src/reports/audit/audit-html.ts";
import { auditJunit } from "../../../src/reports/audit/audit-junit.ts";
import { auditMarkdown } from "../../../src/reports/audit/audit-markdown.ts";
import { auditSarif } from "../../../src/reports/audit/audit-sarif.ts";
import { auditText } from "../../../src/reports/audit/audit-text.ts";

const plain = (text: string) => text;
const style = { bold: plain, dim: plain, good: plain, bad: plain, caution: plain };

/** Every format of the audit by its name. */
export const everyFormat: Readonly<Record<string, (report: AuditReport) => string>> = {
  text: (report) => auditText(report, style),
  json: (report) => JSON.stringify(report),
  markdown: auditMarkdown,
  junit: auditJunit,
  codequality: auditCodeQuality,
  sarif: (report) => auditSarif(report, "1.2.3"),
  html: (report) => auditHtml(report, "1.2.3"),
};
