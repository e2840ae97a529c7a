import { type PolicyVersion, parsePolicy, type Statement } from "../../policy/index.ts";
import type { PolicyDocument } from "../policy-document.ts";
import { nameOf, sameStatement, statementDiff, wholeStatement } from "./policy-diff.ts";
import type { JsonDocument } from "./setup-call.ts";

/** A role's trust policy with the plan's statements in it. */
export interface MergedTrust {
  /** Null where nothing changes. */
  readonly document: JsonDocument | null;
  readonly details: readonly string[];
  /** Names of the statements that aren't the plan's. They stay. */
  readonly others: readonly string[];
  /** Those of them by which other projects of the same GitLab get in. */
  readonly otherProjects: readonly string[];
}

/**
 * Puts the plan's statements into a trust policy: one that means the same is left, one for the same project is replaced,
 * the rest is added. Every other statement is kept, as it is written, and so are Version and Id: in another version of
 * the language the kept statements could mean something else.
 */
export function mergeTrust(there: string, plan: PolicyDocument): MergedTrust {
  const policy = parsePolicy(there);
  const wanted = inVersion(policy.version, plan);
  const old = policy.statements;
  const fresh = parsePolicy(wanted).statements;
  const { Statement: written, ...frame } = writtenPolicy(there);
  const partners = new Map<Statement, Statement>();
  for (const same of [sameStatement, sameProject]) {
    for (const statement of fresh) {
      if (partners.has(statement)) continue;
      const taken = new Set(partners.values());
      const partner = old.find((one) => !taken.has(one) && same(one, statement));
      if (partner !== undefined) partners.set(statement, partner);
    }
  }
  const owned = new Set(partners.values());
  const others = old.filter((statement) => !owned.has(statement));
  const changed = fresh.filter((statement) => {
    const partner = partners.get(statement);
    return partner === undefined || !sameStatement(partner, statement);
  });
  const names = others.map(nameOf);
  const kept = { others: names, otherProjects: others.filter((one) => sharesProvider(one, fresh)).map(nameOf) };
  if (changed.length === 0) return { document: null, details: [], ...kept };

  const result: unknown[] = written.map((statement, index) => {
    const replacement = fresh.find((one) => partners.get(one)?.index === index && changed.includes(one));
    return replacement === undefined ? statement : wanted.Statement[replacement.index];
  });
  const added = fresh.filter((statement) => !partners.has(statement)).map(({ index }) => wanted.Statement[index]);
  const details = changed.flatMap((statement) => {
    const partner = partners.get(statement);
    return partner === undefined ? wholeStatement("+", statement) : statementDiff(partner, statement);
  });
  return {
    document: { ...frame, Statement: withUniqueSids([...result, ...added], others) } as JsonDocument,
    details: [...details, ...names.map((name) => `statement ${name} is kept`)],
    ...kept,
  };
}

/** Whether all statements of a trust policy are the plan's own: they mean the same, or speak of its projects. */
export function isOwnTrust(there: string, wanted: PolicyDocument): boolean {
  const policy = parsePolicy(there);
  const fresh = parsePolicy(inVersion(policy.version, wanted)).statements;
  return policy.statements.every((statement) =>
    fresh.some((own) => sameStatement(statement, own) || sameProject(statement, own)),
  );
}

/** Whether a trust policy names this provider, in whatever way. */
export function trustsProvider(trustPolicy: string, providerArn: string): boolean {
  return [trustPolicy, trustPolicy.replaceAll("%2F", "/").replaceAll("%3A", ":")].some(
    (text) => text.includes(`"${providerArn}"`) || text.includes(`%22${providerArn}%22`),
  );
}

/** The policy as it is written, so that what isn't the plan's stays so to the letter. */
function writtenPolicy(text: string): { readonly Statement: readonly unknown[]; readonly [element: string]: unknown } {
  const json = /^%7b/i.test(text.trim()) ? decodeURIComponent(text.trim().replaceAll("+", "%20")) : text;
  const policy = JSON.parse(json) as { Statement: unknown };
  return { ...policy, Statement: Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement] };
}

/**
 * The plan's statements as a policy of this version means them: in 2008-10-17 there are no variables, and what the plan
 * escapes is text already. Source: IAM User Guide, "IAM JSON policy elements: Version".
 */
function inVersion(version: PolicyVersion, plan: PolicyDocument): PolicyDocument {
  if (version === "2012-10-17") return plan;
  return JSON.parse(JSON.stringify(plan).replaceAll("${$}{", "${")) as PolicyDocument;
}

function sameProject(one: Statement, other: Statement): boolean {
  const mine = new Set(projectsOf(one));
  return (
    one.effect === other.effect && sharesProvider(one, [other]) && projectsOf(other).some((name) => mine.has(name))
  );
}

function sharesProvider(one: Statement, others: readonly Statement[]): boolean {
  const providers = (statement: Statement) =>
    (statement.principal?.entries ?? []).filter(({ type }) => type === "Federated").map(({ value }) => value);
  const known = new Set(others.flatMap(providers));
  return providers(one).some((arn) => known.has(arn));
}

/** The projects that a statement names in `sub` and `project_id`, by path or id. */
function projectsOf({ conditions }: Statement): string[] {
  return conditions.flatMap(({ key, values }) => {
    if (/:project_id$/i.test(key)) return values.map((id) => `project_id:${id}`);
    if (!/:sub$/i.test(key)) return [];
    return values.flatMap((value) => /^project_(?:path|id):[^:]+/.exec(value)?.[0] ?? []);
  });
}

/** IAM takes each Sid once; a statement that is kept has the older right to it. */
function withUniqueSids(statements: readonly unknown[], kept: readonly Statement[]): unknown[] {
  const taken = new Set(kept.map(({ sid }) => sid));
  const keptAt = new Set(kept.map(({ index }) => index));
  return statements.map((statement, index) => {
    const { Sid } = statement as { Sid?: unknown };
    if (keptAt.has(index) || typeof Sid !== "string") return statement;
    let sid = Sid;
    for (let number = 2; taken.has(sid); number += 1) sid = `${Sid}n${number}`;
    taken.add(sid);
    return sid === Sid ? statement : { ...(statement as object), Sid: sid };
  });
}
