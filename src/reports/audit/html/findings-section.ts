import type { AuditFinding, AuditReport } from "../../../core/audit/index.ts";
import { counted, hasSeveralAccounts } from "../tell.ts";
import { html, type Markup } from "./markup.ts";
import { code, severityTag } from "./tags.ts";

/** Findings of one kind that are shown each; the JSON report has all. */
const mostOfOneKind = 50;

/** All findings, worst first, those of one kind together with what to do. */
export function findingsSection(report: AuditReport, anchors: ReadonlyMap<string, string>): Markup {
  const { findings } = report;
  if (findings.length === 0) {
    return html`<p>Nothing that was read gave a finding.</p>`;
  }
  return html`${(["dangerous", "caution", "info"] as const).map((severity) => {
    const ones = findings.filter((finding) => finding.severity === severity);
    if (ones.length === 0) return null;
    const kinds = [...Map.groupBy(ones, ({ id }) => id).values()];
    return html`<section class="severity ${severity}" aria-labelledby="findings-${severity}">
<h3 id="findings-${severity}">${severityTag(severity)} <span class="count">${counted(ones.length, "finding")}</span></h3>
${kinds.map((kind) => kindMarkup(kind, report, anchors))}</section>\n`;
  })}`;
}

function kindMarkup(kind: readonly AuditFinding[], report: AuditReport, anchors: ReadonlyMap<string, string>): Markup {
  const [first] = kind;
  if (first === undefined) return html``;
  const sameRemedy = kind.every(({ remedy }) => remedy === first.remedy);
  const few = kind.slice(0, mostOfOneKind);
  const item = (finding: AuditFinding) => html`<li><div><p class="about">${aboutMarkup(finding, report, anchors)}</p>
<p>${finding.message}</p></div>${sameRemedy ? null : remedyMarkup(finding.remedy)}</li>\n`;
  const more = kind.length - few.length;
  return html`<article class="finding${sameRemedy ? " shared" : ""}">
<h4>${titleOf(first.id)} <code>${first.id}</code></h4>
<div class="columns"><ul>${few.map(item)}${more > 0 ? html`<li class="more">And ${counted(more, "more", "more")}: the JSON report lists them all.</li>` : null}</ul>
${sameRemedy ? remedyMarkup(first.remedy) : null}</div></article>\n`;
}

function aboutMarkup(
  { resource, subject, at, known }: AuditFinding,
  report: AuditReport,
  anchors: ReadonlyMap<string, string>,
) {
  const anchor = anchors.get(resource);
  const name = code(subject.name);
  return html`${subject.kind} ${anchor === undefined ? name : html`<a href="#${anchor}">${name}</a>`}${
    at === null ? null : html` <span class="at">${code(at, 200)}</span>`
  }${hasSeveralAccounts(report) && subject.account !== null && subject.kind !== "account" ? html` <span class="at">in ${code(subject.account)}</span>` : null}${
    known === true ? html` <span class="tag known">known</span>` : null
  }`;
}

function remedyMarkup(remedy: string): Markup {
  return html`<p class="remedy"><span class="what">What to do</span> ${remedy}</p>`;
}

/** `key-too-old` as a heading: `Key too old`. */
function titleOf(id: string): string {
  const words = id.replaceAll("-", " ").replace(/\b(mfa|id|ecr|sts|iam)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
