import type { AuditReport } from "../../core/audit/index.ts";
import { visibleLine } from "../../core/errors/index.ts";
import { candidatesOf } from "./candidates.ts";
import { clip } from "./clip.ts";
import { fingerprinted, fingerprintOf } from "./fingerprint.ts";
import { pathOf } from "./place-of-finding.ts";

const severities = { dangerous: "critical", caution: "major", info: "info" } as const;

/**
 * The report for GitLab's Code Quality: an array of findings, each with what its widget shows. Candidates without a
 * finding are told as info, so that the list holds them all, and what wasn't read isn't taken for nothing. Source: GitLab, "Code Quality report format".
 */
export function auditCodeQuality(report: AuditReport): string {
  const findings = fingerprinted(report.findings).map(({ fingerprint, ...finding }) => ({
    description: sentence(`${finding.message} ${finding.remedy}`),
    check_name: finding.id,
    fingerprint,
    severity: severities[finding.severity],
    location: { path: pathOf(finding), lines: { begin: 1 } },
  }));
  const others = candidatesOf(report)
    .filter(({ findings: ones }) => ones.length === 0)
    .map(({ subject, principal }) => ({
      description: sentence(`Candidate ${subject.kind} ${subject.name}: ${reasonsOf(principal.reasons)}.`),
      check_name: "candidate",
      fingerprint: fingerprintOf(JSON.stringify(["candidate", principal.arn])),
      severity: severities.info,
      location: { path: pathOf({ subject, at: null }), lines: { begin: 1 } },
    }));
  const unread = report.unread.map(({ account, what, action, because }) => ({
    description: sentence(`Not read: ${what}: ${because}${action === null ? "" : ` Allow ${action}.`}`),
    check_name: "not-read",
    fingerprint: fingerprintOf(JSON.stringify(["not-read", account, what, action])),
    // Nothing is known to be wrong, and nothing to be right.
    severity: severities.caution,
    location: { path: account === null ? "aws/not-read" : `aws/${account}/not-read`, lines: { begin: 1 } },
  }));
  return `${JSON.stringify([...findings, ...others, ...unread])}\n`;
}

function reasonsOf(reasons: readonly { readonly text: string }[]): string {
  return reasons.map(({ text }) => text).join("; ");
}

function sentence(text: string): string {
  return clip(visibleLine(text.toWellFormed()), 2000);
}
