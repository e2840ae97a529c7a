import { apiPage } from "./api-page.ts";
import { auditFindingsPage } from "./audit-findings-page.ts";
import { commandsPage } from "./commands-page.ts";
import { componentsPage } from "./components-page.ts";
import { errorsPage } from "./errors-page.ts";
import { findingsPage } from "./findings-page.ts";
import type { GeneratedPage } from "./generated-page.ts";
import { manPage } from "./man-page.ts";

/** All generated pages. `npm run docs` writes them, `npm run check` compares them. */
export const generatedPages: readonly GeneratedPage[] = [
  { path: "docs/api.md", text: apiPage },
  { path: "docs/audit-findings.md", text: auditFindingsPage },
  { path: "docs/commands.md", text: commandsPage },
  { path: "docs/components.md", text: componentsPage },
  { path: "docs/errors.md", text: errorsPage },
  { path: "docs/gitlab-ecr.1", text: manPage },
  { path: "docs/trust-findings.md", text: findingsPage },
];
