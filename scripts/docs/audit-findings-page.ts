import { auditFindings } from "../../src/core/audit/index.ts";
import { inline, table } from "./markdown.ts";

/** `docs/audit-findings.md`: the audit's own findings, and where the others are. */
export function auditFindingsPage(): string {
  const rows = Object.entries(auditFindings).map(([id, { severity, message, remedy }]) =>
    [id, severity, inCapitals(message), inCapitals(remedy)].map(inline),
  );
  return `${[intro, table(["finding", "severity", "what is so", "what to do"], rows)].join("\n\n")}\n`;
}

/** A text with the facts' names in capitals. */
function inCapitals(text: string): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => name.toUpperCase());
}

const intro = `<!-- Made by \`npm run docs\` from src/core/audit. Don't edit it by hand. -->
# Findings of an audit

\`gitlab-ecr audit\` lists findings: an id, a severity (dangerous, caution or info), the ARN that it is about and the place
in it (a key's id, a policy's statement), what is so, and what to do. Match on the id, never on the words: these may change.

These are the audit's own. Beside them stand those about trust policies and about permission policies, with the ids that
[Findings about policies](trust-findings.md) gives them; only a permission policy's not-action is called allow-not-action
here, since a trust policy can have one, too.

Findings about keys and permissions are told of candidates alone: users and roles that [look as if they were for GitLab
or ECR](audit.md#candidates). Findings about trust are told of every role that an OIDC provider's tokens can assume.

Words in capitals stand for what the finding says in your case.`;
