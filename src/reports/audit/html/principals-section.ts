import type { AuditPolicy, AuditReport, AuditRole, AuditUser } from "../../../core/audit/index.ts";
import { type Candidate, candidatesOf } from "../candidates.ts";
import { admittedBy, counted, day, hasSeveralAccounts, reachOf } from "../tell.ts";
import { html, type Markup, type MarkupValue } from "./markup.ts";
import { tableOf } from "./table.ts";
import { code, codes, listOf, severityTag, verdictWords } from "./tags.ts";

/** Candidates that are shown in full; further ones stand in a table of one line each. */
const mostCards = 150;

/** The places of candidates in the page, by ARN. */
export function anchorsOf(report: AuditReport): ReadonlyMap<string, string> {
  return new Map(
    candidatesOf(report)
      .slice(0, mostCards)
      .map(({ principal }, index) => [principal.arn, `p${index + 1}`]),
  );
}

/** Every candidate with what is known of it; of the others, how many there are. */
export function principalsSection(report: AuditReport, anchors: ReadonlyMap<string, string>): Markup {
  const candidates = candidatesOf(report);
  const others = report.users.length + report.roles.length - candidates.length;
  const rest = candidates.slice(mostCards);
  return html`${candidates.length === 0 ? html`<p>No user or role looks as if it were for GitLab and ECR.</p>` : null}
<div class="cards">
${candidates.slice(0, mostCards).map((candidate) => card(candidate, report, anchors))}</div>
${rest.length === 0 ? null : restTable(rest, report)}
<p class="quiet">${counted(others, "other user or role is", "other users and roles are")} no candidate and not shown; the JSON report has all.</p>`;
}

function card({ subject, principal, findings }: Candidate, report: AuditReport, anchors: ReadonlyMap<string, string>) {
  const { push, pull, unknown } = reachOf(principal.ecr, report.repositories);
  const missing = [...new Set(principal.ecr.repositories.flatMap((one) => one.missing))];
  const worst = (["dangerous", "caution", "info"] as const).find((one) =>
    findings.some(({ severity }) => severity === one),
  );
  const anchor = anchors.get(principal.arn) ?? "";
  const admitted = admittedBy(principal);
  const rows: (readonly [string, MarkupValue] | null)[] = [
    ["Why it is here", principal.reasons.map(({ text }) => text).join("; ")],
    [
      "Who gets in",
      admitted.length === 0
        ? "trust" in principal
          ? report.namesOnly === true
            ? "not told with names only"
            : "no job that its trust policy names"
          : "nobody: it has no active key"
        : listOf(
            admitted.map((one) => html`${one}`),
            10,
          ),
    ],
    ["Push", verdictWords(principal.ecr.push, push)],
    ["Pull", verdictWords(principal.ecr.pull, pull)],
    unknown.length === 0 ? null : ["Not decided", codes(unknown)],
    missing.length === 0 ? null : ["Missing for a push", codes(missing, 12)],
    ["Policies", principal.policies.length === 0 ? "none" : listOf(principal.policies.map(policyItem), 12)],
    ...("trust" in principal ? roleRows(principal) : userRows(principal)),
  ];
  return html`<article class="card" id="${anchor}" aria-labelledby="${anchor}-name">
<header><h3 id="${anchor}-name"><span class="kind">${subject.kind}</span> ${code(principal.name)}</h3>
<p>${worst === undefined ? html`<span class="tag">No finding</span>` : severityTag(worst)} <span class="quiet">created <span class="day">${day(principal.createdAt)}</span>${hasSeveralAccounts(report) && principal.account !== null ? html` in ${code(principal.account)}` : null}</span></p></header>
<dl>${rows.map((row) => (row === null ? null : html`<div><dt>${row[0]}</dt><dd>${row[1]}</dd></div>`))}</dl>
</article>\n`;
}

function policyItem({ name, kind, group, read }: AuditPolicy): Markup {
  const how = { inline: "inline", attached: "attached", group: "by the group", boundary: "boundary" }[kind];
  return html`${code(name)}, ${how}${group === null ? null : html` ${code(group)}`}${read ? null : html`, <strong>not read</strong>`}`;
}

function userRows({ console: signsIn, mfa }: AuditUser): (readonly [string, MarkupValue])[] {
  const factor = mfa === null ? "MFA not known" : mfa ? "with MFA" : "without MFA";
  return [["Console", signsIn === null ? "not known" : signsIn ? `may sign in, ${factor}` : "may not sign in"]];
}

function roleRows({ trust, lastUsedAt, lastUse, maxSessionDuration }: AuditRole): (readonly [string, MarkupValue])[] {
  const used =
    lastUse === "unknown" ? "not known" : lastUsedAt === null ? "never in the last 400 days" : day(lastUsedAt);
  return [
    ["Trust policy", trust.grade === null ? "couldn't be read" : severityTag(trust.grade)],
    ["Last used", used],
    ["Longest session", maxSessionDuration === null ? "not known" : counted(maxSessionDuration / 3600, "hour")],
  ];
}

function restTable(rest: readonly Candidate[], report: AuditReport): Markup {
  const rows = rest.map(({ subject, principal }) => {
    const { push, pull } = reachOf(principal.ecr, report.repositories);
    return [
      html`${code(principal.name)}`,
      subject.kind,
      verdictWords(principal.ecr.push, push.slice(0, 2)),
      verdictWords(principal.ecr.pull, pull.slice(0, 2)),
    ];
  });
  return tableOf("Further candidates", ["Name", "Kind", "Push", "Pull"], rows);
}
