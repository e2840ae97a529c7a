import type { AuditReport } from "../../../core/audit/index.ts";
import { candidatesOf } from "../candidates.ts";
import { counted, day, optionWords, severityCounts } from "../tell.ts";
import { html, type Markup, type MarkupValue } from "./markup.ts";
import { code } from "./tags.ts";

/** The answer in one sentence, the figures behind it, and what to do next. */
export function summarySection(report: AuditReport): Markup {
  return html`${verdict(report)}
${severityBar(report)}
<ul class="figures">${figuresOf(report).map(([figure, words]) => html`<li><strong>${figure}</strong> ${words}</li>`)}</ul>
${baselineLine(report)}
${nextStep(report)}`;
}

function verdict({ findings, unread }: AuditReport): Markup {
  const { dangerous, caution } = severityCounts(findings);
  const grade = dangerous > 0 ? "dangerous" : caution > 0 ? "caution" : unread.length > 0 ? "partial" : "safe";
  const words = {
    dangerous: `${counted(dangerous, "dangerous finding")}${caution > 0 ? ` and ${counted(caution, "caution")}` : ""}.`,
    caution: `Nothing dangerous, ${counted(caution, "caution")}.`,
    partial: "Nothing to mend in what could be read.",
    safe: "Nothing to mend.",
  }[grade];
  const partial =
    unread.length > 0
      ? html` The report is <a href="#read">partial</a>: ${counted(unread.length, "thing")} couldn’t be read.`
      : null;
  return html`<p class="verdict ${grade}"><strong>${words}</strong>${partial}</p>`;
}

function severityBar({ findings }: AuditReport): Markup {
  const counts = severityCounts(findings);
  const total = findings.length;
  if (total === 0) return html``;
  let x = 0;
  const parts = (["dangerous", "caution", "info"] as const).map((severity) => {
    const width = (counts[severity] / total) * 1000;
    const part = html`<rect class="${severity}" x="${Math.round(x)}" y="0" width="${Math.max(0, Math.round(width) - 3)}" height="10"/>`;
    x += width;
    return counts[severity] === 0 ? null : part;
  });
  return html`<svg class="bar-of-severities" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>
<p class="counts"><span class="dangerous">${counts.dangerous} dangerous</span> <span class="caution">${counts.caution} caution</span> <span class="info">${counts.info} to know</span></p>`;
}

function figuresOf(report: AuditReport): (readonly [string, string])[] {
  const candidates = candidatesOf(report);
  const keys = report.users.flatMap((user) => user.keys ?? []);
  const active = keys.filter(({ status }) => status === "active");
  const due = active.filter(({ rotationDue }) => rotationDue === true).length;
  const pushing = candidates.filter(({ principal }) => principal.ecr.push === "allow").length;
  const trusting = report.roles.filter(({ trust }) => trust.gitlabIssuers.length > 0).length;
  const number = (value: number) => value.toLocaleString("en-US");
  return [
    [
      number(candidates.length),
      `of ${counted(report.users.length + report.roles.length, "user or role", "users and roles")} look as if they were for GitLab and ECR`,
    ],
    [number(pushing), pushing === 1 ? "of them may push" : "of them may push"],
    [number(trusting), trusting === 1 ? "role trusts a GitLab" : "roles trust a GitLab"],
    [
      number(active.length),
      `active ${active.length === 1 ? "key" : "keys"} read, ${due} past ${due === 1 ? "its" : "their"} rotation`,
    ],
  ];
}

function baselineLine({ baseline, suppressed = [] }: AuditReport): Markup {
  const compared =
    baseline === undefined
      ? null
      : html`<p>Since the report of ${day(baseline.generatedAt)}: <strong>${counted(baseline.new, "new finding")}</strong>, ${baseline.known} known, ${baseline.gone} gone.</p>`;
  return html`${compared}${suppressed.length === 0 ? null : html`<p><a href="#suppressed">${counted(suppressed.length, "finding")}</a> set aside, with a reason and a last day.</p>`}`;
}

function nextStep({ recommendation }: AuditReport): Markup {
  const { option, resource, because, commands, alternatives } = recommendation;
  return html`<div class="next">
<h3>What to do next</h3>
<p class="choice"><strong>${optionWords[option]}</strong>${resource === null ? null : html`: ${code(resource)}`}</p>
<p>${because}</p>
${commands.length === 0 ? null : html`<pre tabindex="0" role="region" aria-label="Commands">${commands.map((command) => html`<code>${commandLines(command)}</code>\n`)}</pre>`}
${alternatives.length === 0 ? null : html`<p class="quiet">Or instead:</p><ul class="quiet">${alternatives.map((other) => html`<li>${optionWords[other.option]}. ${other.because}</li>`)}</ul>`}
</div>`;
}

/** A command over several lines, an option each, which a shell takes as one; one with quotes stays as it is. */
function commandLines(command: string): MarkupValue {
  if (command.length < 60 || /['"\n\\]/.test(command)) return command;
  const [first = "", ...options] = command.split(/ (?=--)/);
  return [first, ...options.map((option) => html` \\\n  ${option}`)];
}
