import type { IssuerCheck } from "../account-data.ts";
import type { AuditFinding, AuditProvider, AuditRole } from "../audit-report.ts";
import { makeFinding, type Subject } from "../make-finding.ts";

/** What is to say of one of GitLab's providers; `isPartial` says that there may be more roles. */
export function providerFindings(
  provider: AuditProvider,
  { roles, isPartial }: { readonly roles: readonly AuditRole[]; readonly isPartial: boolean },
  check: IssuerCheck | undefined,
): AuditFinding[] {
  if (!provider.gitlab || provider.source !== "read") return [];
  const name = provider.url.replace(/^https:\/\//, "");
  const subject: Subject = { kind: "provider", name, account: provider.account, resource: provider.arn };
  return [
    ...(provider.roles.length === 0 && !isPartial ? [makeFinding("provider-unused", "info", subject)] : []),
    ...audienceFindings(provider, roles, subject),
    ...(provider.thumbprints ?? []).flatMap((thumbprint) => thumbprintFinding(thumbprint, subject)),
    ...issuerFindings(provider.url, check, subject),
  ];
}

function audienceFindings(
  { audiences, url, roles: names }: AuditProvider,
  roles: readonly AuditRole[],
  subject: Subject,
): AuditFinding[] {
  if (audiences === null) return [];
  if (audiences.length === 0) return [makeFinding("provider-no-audience", "caution", subject)];
  const own = audiences.filter((audience) => withoutSlash(audience) === withoutSlash(url));
  const broad = own.map((audience) => makeFinding("provider-broad-audience", "info", subject, { audience }, audience));
  if (audiences.length === 1) return broad;
  const trusting = new Set(names);
  const open = roles.filter(
    ({ name, trust }) => trusting.has(name) && trust.findings.some(({ id }) => id === "missing-aud"),
  );
  const said = open.length === 0 ? "Each role that trusts it asks for one." : `${namesOf(open)} for none of them.`;
  const facts = { audiences: audiences.join(", "), open: said };
  return [...broad, makeFinding("provider-several-audiences", open.length === 0 ? "info" : "caution", subject, facts)];
}

function namesOf(roles: readonly AuditRole[]): string {
  const names = roles.slice(0, 3).map(({ name }) => name);
  const more = roles.length > 3 ? ` and ${roles.length - 3} more` : "";
  return `${names.join(", ")}${more} ${roles.length === 1 ? "asks" : "ask"}`;
}

function thumbprintFinding(thumbprint: string, subject: Subject): AuditFinding[] {
  const why = /^(.)\1{39}$/.test(thumbprint)
    ? "is a placeholder"
    : /^[0-9a-f]{40}$/i.test(thumbprint)
      ? null
      : "isn't a SHA-1";
  return why === null ? [] : [makeFinding("provider-thumbprint", "info", subject, { thumbprint, why }, thumbprint)];
}

function issuerFindings(url: string, check: IssuerCheck | undefined, subject: Subject): AuditFinding[] {
  if (check === undefined) return [];
  if (check.kind === "unreachable") {
    return [makeFinding("issuer-unreachable", "caution", subject, { url, reason: check.reason })];
  }
  if (withoutSlash(check.issuer) === withoutSlash(url)) return [];
  return [makeFinding("issuer-renamed", "caution", subject, { url, issuer: check.issuer })];
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "").toLowerCase();
}
