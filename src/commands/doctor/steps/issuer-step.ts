import {
  failedWith,
  type IssuerReport,
  passed,
  type Step,
  tokenHeader,
  unclear,
} from "../../../core/diagnosis/index.ts";
import type { ErrorCode } from "../../../core/errors/index.ts";
import type { Secret } from "../../../core/secret/index.ts";

/** What the issuer's step looks at. */
export interface IssuerFacts {
  /** `iss` of the token. */
  readonly issuer: string;
  readonly report: IssuerReport;
  /** Null where only claims are known, not the token. */
  readonly token: Secret | null;
  /** The GitLab instance's own address, where that isn't the issuer. */
  readonly liveUrl: string | null;
  /** Variables that make this machine trust authorities that AWS doesn't. */
  readonly ownAuthorities: readonly string[];
  /** What AWS's answer to the exchange said: it got the keys, it couldn't, or neither. */
  readonly awsReachedIt: boolean | null;
}

/** Whether the issuer publishes what AWS needs. From inside, reachability from the internet can't be known. */
export function issuerStep(facts: IssuerFacts): Step {
  const { issuer, report, awsReachedIt } = facts;
  const step = report.kind === "failed" ? unreadable(report, facts) : read(report, facts);
  if (awsReachedIt === true) {
    if (step.status !== "fail")
      return { ...step, remedy: null, evidence: [...step.evidence, "AWS reached it: the signature was verified"] };
    const cause = `${step.cause} AWS itself got the keys nevertheless.`;
    return unclear("issuer", cause, null, step.evidence);
  }
  if (awsReachedIt === false) {
    const evidence = [...step.evidence, "AWS's own answer: it couldn't get the keys"];
    return step.status === "fail"
      ? { ...step, evidence }
      : failedWith("issuer", "issuer-unreachable", { issuer }, evidence);
  }
  return { ...step, evidence: [...step.evidence, outside(issuer)] };
}

function outside(issuer: string): string {
  return `whether AWS reaches it from the internet can't be known from here; from outside your network, try: curl -sSI ${issuer}/.well-known/openid-configuration`;
}

function unreadable(report: Extract<IssuerReport, { kind: "failed" }>, { issuer }: IssuerFacts): Step {
  const evidence = [`${report.url}: ${report.detail}`];
  if (report.problem !== "network") return failedWith("issuer", "issuer-unreachable", { issuer }, evidence);
  const cause = "it can't be reached from here; what counts is whether AWS reaches it";
  return unclear("issuer", cause, `Check that ${report.url} answers from the internet.`, evidence);
}

function read(report: Extract<IssuerReport, { kind: "read" }>, facts: IssuerFacts): Step {
  const { issuer, token, liveUrl } = facts;
  const ids = report.keys.flatMap(({ id }) => id ?? []);
  const evidence = [
    `${report.discoveryUrl} answers`,
    `${report.keysUrl} answers, with ${keyCount(report.keys.length)}`,
  ];
  const wrong = (code: ErrorCode, context: Record<string, string>) =>
    failedWith("issuer", code, { issuer, ...context }, evidence);
  if (report.issuer !== issuer) return wrong("issuer-mismatch", { named: report.issuer });
  if (report.algorithms.length > 0 && !report.algorithms.includes("RS256")) {
    evidence.push(`it offers ${report.algorithms.join(", ")}, not RS256`);
    return wrong("issuer-unreachable", {});
  }
  const keyId = token === null ? null : tokenHeader(token.reveal()).keyId;
  const key = keyId === null ? undefined : report.keys.find(({ id }) => id === keyId);
  if (keyId !== null && key === undefined) return wrong("issuer-key-missing", { keyId });
  if (key !== undefined && (key.type ?? "RSA") !== "RSA") {
    evidence.push(`key ${keyId} is of type ${key.type}, and AWS takes RSA`);
    return wrong("issuer-unreachable", {});
  }
  if (keyId !== null) evidence.push(`the token's key ${keyId} is among them`);
  if (liveUrl !== null)
    evidence.push(`the issuer isn't this GitLab's own address, ${liveUrl} (ci_id_tokens_issuer_url)`);
  evidence.push(...authoritiesNote(facts));
  const lacking = report.liveKeyIds?.filter((id) => !ids.includes(id)) ?? [];
  if (lacking.length > 0) {
    const cause = `the published keys lack ${lacking.join(", ")}, which ${liveUrl} publishes itself`;
    return unclear(
      "issuer",
      cause,
      `Publish ${liveUrl}/oauth/discovery/keys at ${report.keysUrl} again: gitlab-ecr setup issuer, with the options as before.`,
      evidence,
    );
  }
  return passed("issuer", evidence);
}

function authoritiesNote({ ownAuthorities }: IssuerFacts): string[] {
  if (ownAuthorities.length === 0) return [];
  return [
    `its certificate was checked with the authorities in ${ownAuthorities.join(" and ")}, too, which AWS may not trust`,
  ];
}

function keyCount(count: number): string {
  return count === 1 ? "1 key" : `${count} keys`;
}
