import type { AuditReport, AuditRole, AuditUser } from "../../../core/audit/index.ts";
import { candidatesOf } from "../candidates.ts";
import { repositoryName } from "../repository-name.ts";
import { counted } from "../tell.ts";

/** How bad what a part of the picture stands for is. */
export type Tone = "plain" | "safe" | "caution" | "dangerous";

/** One way in: who vouches for it, and what exactly is let in. */
export interface Entrance {
  /** An issuer's host, or what stands for keys or for others. */
  readonly source: string;
  /** Project and ref, or a key. */
  readonly admits: string;
  readonly detail: string;
  readonly tone: Tone;
}

/** Where a principal gets to. */
export interface Reach {
  readonly repository: string;
  readonly access: "push" | "pull" | "unknown";
}

/** One principal of the picture with what leads to it and from it. */
export interface AccessPath {
  readonly kind: "user" | "role";
  readonly name: string;
  readonly arn: string;
  readonly tone: Tone;
  readonly entrances: readonly Entrance[];
  readonly reaches: readonly Reach[];
}

const mostEntrances = 4;
const mostReaches = 5;

/** The candidates that something leads to and that get somewhere: those that may push first, then the worst. */
export function accessPathsOf(report: AuditReport): AccessPath[] {
  return candidatesOf(report)
    .map(({ subject, principal, findings }): AccessPath => {
      const worst = (["dangerous", "caution"] as const).find((one) =>
        findings.some(({ severity }) => severity === one),
      );
      return {
        kind: subject.kind === "user" ? "user" : "role",
        name: principal.name,
        arn: principal.arn,
        tone: worst ?? "plain",
        entrances: few(entrancesOf(principal, report.namesOnly === true), mostEntrances, (number) => {
          return { source: "", admits: `and ${counted(number, "more way")} in`, detail: "", tone: "plain" };
        }),
        reaches: few(reachesOf(principal, report), mostReaches, (number) => {
          return { repository: `${counted(number, "more repository", "more repositories")}`, access: "pull" };
        }),
      };
    })
    .filter(({ entrances, reaches }) => entrances.length > 0 || reaches.length > 0)
    .sort((left, right) => rankOf(left) - rankOf(right));
}

function rankOf({ reaches, tone }: AccessPath): number {
  const access = reaches.some((one) => one.access === "push") ? 0 : reaches.length > 0 ? 1 : 2;
  return access * 10 + { dangerous: 0, caution: 1, safe: 2, plain: 2 }[tone];
}

function entrancesOf(principal: AuditUser | AuditRole, namesOnly: boolean): Entrance[] {
  if (!("trust" in principal)) return keysOf(principal);
  const { gitlabIssuers, sentences, grade } = principal.trust;
  const tone = grade === "dangerous" || grade === "caution" ? grade : "plain";
  if (sentences.length === 0) {
    const admits = namesOnly ? "what its trust policy lets in" : "no job that its trust policy names";
    return gitlabIssuers.map((source) => ({ source, admits, detail: "", tone }));
  }
  return sentences.map((sentence): Entrance => {
    const source = gitlabIssuers.find((one) => sentence.includes(one));
    if (source === undefined) return { source: "others", admits: sentence, detail: "", tone: "plain" };
    // The issuer stands before it already.
    const admits = sentence.endsWith(` of ${source}`) ? sentence.slice(0, -` of ${source}`.length) : sentence;
    return { source, admits, detail: "", tone };
  });
}

function keysOf({ keys }: AuditUser): Entrance[] {
  if (keys === null) {
    return [{ source: "whoever holds a key", admits: "its keys weren't read", detail: "", tone: "plain" }];
  }
  return keys
    .filter(({ status }) => status === "active")
    .map(({ id, ageDays, rotationDue }) => ({
      source: "whoever holds a key",
      admits: `key ${id ?? "without a known id"}`,
      detail: ageDays === null ? "" : `${counted(ageDays, "day")} old${rotationDue === true ? ", rotation due" : ""}`,
      tone: rotationDue === true ? "dangerous" : "caution",
    }));
}

function reachesOf({ ecr }: AuditUser | AuditRole, { repositories }: AuditReport): Reach[] {
  if (ecr.everywhere.push === "allow") return [{ repository: "every repository", access: "push" }];
  const named = ecr.repositories.flatMap(({ repository, push, pull }): Reach[] => {
    const access = push === "allow" ? "push" : pull === "allow" ? "pull" : "unknown";
    if (push === "deny" && pull === "deny") return [];
    return [{ repository: repositoryName(repository, repositories), access }];
  });
  const every: Reach[] = ecr.everywhere.pull === "allow" ? [{ repository: "every repository", access: "pull" }] : [];
  const order = { push: 0, unknown: 1, pull: 2 };
  return [...every, ...named.filter(({ access }) => every.length === 0 || access !== "pull")].sort(
    (left, right) => order[left.access] - order[right.access],
  );
}

function few<T>(all: readonly T[], most: number, rest: (number: number) => T): T[] {
  return all.length <= most ? [...all] : [...all.slice(0, most - 1), rest(all.length - most + 1)];
}
