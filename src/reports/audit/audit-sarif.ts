import {
  type AuditFinding,
  type AuditReport,
  type FindingSubject,
  reportFindings,
  type SuppressedFinding,
} from "../../core/audit/index.ts";
import { visibleLine } from "../../core/errors/index.ts";
import { candidatesOf } from "./candidates.ts";
import { clip } from "./clip.ts";
import { type Fingerprinted, fingerprinted } from "./fingerprint.ts";
import { pathOf } from "./place-of-finding.ts";
import { readableTemplate } from "./readable-template.ts";

const levels = { dangerous: "error", caution: "warning", info: "note" } as const;

/** How urgent, 0 to 100; GitLab reads it before the level: high, medium, info. */
const ranks = { dangerous: 80, caution: 50, info: 5 } as const;

/** GitHub reads this one, of the rule, as text. */
const securitySeverities = { dangerous: "8.0", caution: "5.0", info: "0.5" } as const;

/**
 * The report as SARIF 2.1.0: a rule for each kind of finding, with help; a result for each finding, with a fingerprint;
 * suppressions and the earlier report in SARIF's own words; what couldn't be read as notifications. A result's place is
 * a made-up path and its line a number among equals, since GitLab drops results without one and takes those of one rule
 * and line for one. Texts stay below GitLab's limits (1,024 characters), beyond which it drops a result. Source: GitLab,
 * "SARIF reports".
 */
export function auditSarif(report: AuditReport, version: string): string {
  const all = fingerprinted<AuditFinding | SuppressedFinding>([...report.findings, ...(report.suppressed ?? [])]);
  const worst = new Map<string, AuditFinding["severity"]>();
  for (const { id, severity } of all) {
    const known = worst.get(id);
    if (known === undefined || ranks[severity] > ranks[known]) worst.set(id, severity);
  }
  const rules = [...worst.keys()];
  const lines = new Map<string, number>();
  const results = all.map((finding) => {
    const place = `${finding.id} ${pathOf(finding)}`;
    const line = (lines.get(place) ?? 0) + 1;
    lines.set(place, line);
    return resultOf(finding, rules.indexOf(finding.id), line, report);
  });
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "gitlab-ecr",
            version,
            rules: [...worst].map((rule) => ruleOf(rule, report.namesOnly === true)),
          },
        },
        automationDetails: { id: "gitlab-ecr/audit/" },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: report.generatedAt,
            toolExecutionNotifications: report.unread.map(({ what, because }) => ({
              level: "warning",
              message: { text: line(`Not read: ${what}. ${because}`) },
            })),
          },
        ],
        logicalLocations: candidatesOf(report).map(({ subject }) => logicalLocation(subject)),
        results,
      },
    ],
  };
  return `${JSON.stringify(log)}\n`;
}

function ruleOf([id, severity]: [string, AuditFinding["severity"]], namesOnly: boolean) {
  const row = reportFindings[id];
  const what = readableTemplate(row?.message ?? id, namesOnly);
  const remedy = readableTemplate(row?.remedy ?? "", namesOnly);
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: line(what) },
    fullDescription: { text: line(`${what} ${remedy}`) },
    help: { text: `${what}\n\nWhat to do: ${remedy}`, markdown: `${what}\n\n**What to do:** ${remedy}` },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ["security"], "security-severity": securitySeverities[severity] },
  };
}

function resultOf(
  finding: Fingerprinted<AuditFinding | SuppressedFinding>,
  ruleIndex: number,
  startLine: number,
  { baseline }: AuditReport,
) {
  const { id, severity, subject, message, remedy, fingerprint, known } = finding;
  const uri = pathOf(finding).split("/").map(encodeURIComponent).join("/");
  const suppressions =
    "reason" in finding ? [{ kind: "external", status: "accepted", justification: line(finding.reason) }] : [];
  return {
    ruleId: id,
    ruleIndex,
    kind: "fail",
    level: levels[severity],
    rank: ranks[severity],
    message: { text: line(`${message} ${remedy}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine } },
        logicalLocations: [logicalLocation(subject)],
      },
    ],
    partialFingerprints: { "gitlabEcrAudit/v1": fingerprint },
    ...(baseline === undefined ? {} : { baselineState: known === true ? "unchanged" : "new" }),
    ...(suppressions.length === 0 ? {} : { suppressions }),
  };
}

function logicalLocation({ kind, name, account }: FindingSubject) {
  const shown = clip(visibleLine(name.toWellFormed()), 300);
  const owner = account === null ? "" : `${visibleLine(clip(account, 40))}/`;
  return { name: shown, kind, fullyQualifiedName: `${owner}${kind}/${shown}` };
}

function line(text: string): string {
  return clip(visibleLine(text.toWellFormed()), 1000);
}
