import type { AuditReport } from "../../core/audit/index.ts";
import { candidatesOf } from "./candidates.ts";
import { accessLines } from "./html/access-lines.ts";
import { accessPathsOf } from "./html/access-paths.ts";
import { accessPicture } from "./html/access-picture.ts";
import { findingsSection } from "./html/findings-section.ts";
import { datedKeys, keyLines } from "./html/key-line.ts";
import {
  keyTable,
  providerTable,
  readinessTable,
  repositoryTable,
  suppressedTable,
  unreadTable,
} from "./html/lists.ts";
import { html, type Markup } from "./html/markup.ts";
import { anchorsOf, principalsSection } from "./html/principals-section.ts";
import { style, styleHash } from "./html/style.ts";
import { summarySection } from "./html/summary-section.ts";
import { accountsTitle, counted, minute } from "./tell.ts";

/** What a picture shows at most; more than that nobody reads from it. */
const mostPaths = 16;
const mostKeys = 40;

/**
 * The report as one HTML page that needs nothing else: no script, no font, no image from anywhere, which its
 * Content-Security-Policy makes sure of. Light and dark, for a phone, a desktop and paper.
 */
export function auditHtml(report: AuditReport, version: string): string {
  const account = accountsTitle(report);
  const sections = sectionsOf(report);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${{ markup: styleHash }}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>GitLab and ECR access, ${account}, ${report.generatedAt.slice(0, 10)}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<a class="skip" href="#summary">Skip to the summary</a>
<header class="page">
<p class="eyebrow">Access audit</p>
<h1>Who can reach Amazon ECR from GitLab</h1>
<dl class="facts">
<div><dt>Account</dt><dd>${account}</dd></div>
<div><dt>As of</dt><dd><time datetime="${report.generatedAt}">${minute(report.generatedAt)}</time></dd></div>
<div><dt>Source</dt><dd>${sourceOf(report)}</dd></div>
<div><dt>Made by</dt><dd>gitlab-ecr ${version}</dd></div>
</dl>
</header>
<nav aria-label="Contents"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main>
${sections.map(
  ({ id, title, body }) => html`<section id="${id}" class="part" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`,
)}</main>
<footer>
<p>What the account says at this moment, judged by gitlab-ecr ${version}. Service control policies, resource control policies and session policies aren't part of what IAM tells, and can only take away from what is said here.</p>
</footer>
</body>
</html>
`;
  return page.markup;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

function sectionsOf(report: AuditReport): Section[] {
  const anchors = anchorsOf(report);
  const { providers, repositories, readiness, suppressed = [] } = report;
  const all: (Section | null)[] = [
    { id: "summary", title: "Summary", body: summarySection(report) },
    { id: "read", title: "What was read", body: readSection(report) },
    { id: "access", title: "Who may push where", body: accessSection(report) },
    { id: "findings", title: "Findings", body: findingsSection(report, anchors) },
    { id: "principals", title: "Users and roles", body: principalsSection(report, anchors) },
    { id: "keys", title: "Access keys", body: keysSection(report) },
    providers.length === 0 ? null : { id: "providers", title: "Providers", body: providerTable(report) },
    repositories.length === 0 ? null : { id: "repositories", title: "Repositories", body: repositoryTable(report) },
    readiness.length === 0 ? null : { id: "readiness", title: "From keys to roles", body: readinessTable(report) },
    suppressed.length === 0 ? null : { id: "suppressed", title: "Suppressed", body: suppressedTable(report) },
    { id: "review", title: "Review", body: reviewSection() },
  ];
  return all.filter((section) => section !== null);
}

function sourceOf({ accounts }: AuditReport): string {
  const sources = new Set(accounts.map(({ source }) => source));
  if (sources.size > 1) return "the accounts and files";
  return sources.has("input") ? "files of the account" : "the account itself";
}

function readSection(report: AuditReport): Markup {
  const { users, roles, providers, repositories, unread } = report;
  const read = [
    counted(users.length, "user"),
    counted(roles.length, "role"),
    counted(providers.length, "OIDC provider"),
    counted(repositories.filter(({ source }) => source === "read").length, "repository", "repositories"),
  ];
  return html`<p>Read: ${read.join(", ")}.${unread.length === 0 ? " Nothing was refused." : null}</p>
${
  unread.length === 0
    ? null
    : html`<p class="notice"><strong>This report is partial.</strong> About what stands below it says nothing, and nothing in it means “none”.</p>
${unreadTable(report)}`
}`;
}

function accessSection(report: AuditReport): Markup {
  const paths = accessPathsOf(report);
  const some = paths.slice(0, mostPaths);
  if (some.length === 0) return html`<p>No candidate can be reached, or none reaches a repository.</p>`;
  const more = paths.length - some.length;
  return html`<figure>
${accessPicture(some)}
${accessLines(some)}
<figcaption><ul class="legend"><li class="push">may push and pull</li><li class="pull">may pull</li><li class="unknown">not decided</li><li class="bad">dangerous</li><li class="care">caution</li></ul>
<p>From left to right: who vouches, what of it is let in, as which role or user, to which repository.${more > 0 ? ` ${counted(more, "further one isn't", "further ones aren't")} drawn.` : null} <a href="#principals">Users and roles</a> has the same in words.</p></figcaption>
</figure>`;
}

function keysSection(report: AuditReport): Markup {
  const keys = datedKeys(report);
  const some = keys.slice(0, mostKeys);
  const unread = candidatesOf(report).filter(({ principal }) => "keys" in principal && principal.keys === null).length;
  const any = report.users.some((user) => (user.keys ?? []).length > 0);
  return html`${
    some.length === 0
      ? null
      : html`<figure>
${keyLines(some, report.generatedAt)}
<figcaption><ul class="legend keys"><li class="active">active</li><li class="late">past its rotation</li><li class="inactive">inactive</li><li class="used">last used</li></ul>${
          keys.length > some.length
            ? html`<p>The ${some.length} oldest; ${counted(keys.length - some.length, "further one isn't", "further ones aren't")} drawn.</p>`
            : null
        }</figcaption>
</figure>`
  }
${any ? keyTable(report) : html`<p>No access key was read.</p>`}
${unread === 0 ? null : html`<p class="quiet">The keys of ${counted(unread, "candidate")} couldn't be read.</p>`}`;
}

function reviewSection(): Markup {
  const line = (name: string) => html`<div><dt>${name}</dt><dd></dd></div>`;
  return html`<p class="quiet">For the file: who looked at this report, and what was decided.</p>
<dl class="signature">${["Reviewed by", "Function", "Decision", "Date and signature"].map(line)}</dl>`;
}
