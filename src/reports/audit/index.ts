export { auditCodeQuality } from "./audit-code-quality.ts";
export { auditHtml } from "./audit-html.ts";
export { auditJunit } from "./audit-junit.ts";
export { auditMarkdown } from "./audit-markdown.ts";
export { auditSarif } from "./audit-sarif.ts";
export { auditText } from "./audit-text.ts";
export { principalText } from "./principal-text.ts";
