import { isScalar } from "yaml";
import { LineIndex } from "./line-index.ts";
import type { LoginFinding } from "./login-finding.ts";
import { fieldCredentials } from "./logins/field-credentials.ts";
import { fieldLogins } from "./logins/field-logins.ts";
import type { CredentialUse, FoundLogin, TakenCredential, UnitFindings } from "./logins/found-login.ts";
import { includeLogins } from "./logins/include-logins.ts";
import { UnitReader } from "./logins/read-unit.ts";
import { fieldOf, type PipelineEntry, type PipelineFile, readPipelineFile } from "./pipeline-file.ts";
import type { PlacedLogin } from "./placed-login.ts";
import { scriptUnits } from "./script-units.ts";
import { VariableScope } from "./variable-scope.ts";

/**
 * Finds every way in which a pipeline logs in to Amazon ECR, in the order of the file, where its text stands: what a
 * job takes from a hidden job, an anchor or a reference is found there, once. AWS keys that are written out are found,
 * too (`literal-keys`); a finding never holds a value.
 *
 * @param yamlText the text of a `.gitlab-ci.yml`, or of a file that one includes
 * @throws GitlabEcrError `input-invalid`, with the line, for what isn't YAML
 */
export function findLogins(yamlText: string): LoginFinding[] {
  return readLogins(yamlText).findings;
}

/** A variable that a pipeline takes a credential for ECR from, and the command or key of a map that does. */
export interface CredentialSource {
  readonly name: string;
  readonly use: CredentialUse;
  /** Whether a script's command takes it; else a variable of the file does, which is there before any script runs. */
  readonly inScript: boolean;
  /** As of a finding. */
  readonly job: string | null;
  readonly line: number;
}

/** The logins of a pipeline, and the variables whose values they take as a password or key. Throws as findLogins does. */
export function readLogins(yamlText: string): {
  readonly findings: LoginFinding[];
  readonly credentials: CredentialSource[];
} {
  const lines = new LineIndex(yamlText);
  const { logins, credentials } = placedIn(readPipelineFile(yamlText));
  const sources = new Map<string, CredentialSource>();
  for (const { name, use, inScript, entry, place } of credentials) {
    const source = { name, use, inScript, job: entry.name, line: lines.lineOf(place.start) };
    sources.set(Object.values(source).join(" "), source);
  }
  return { findings: logins.map((login) => findingOf(login, lines)), credentials: [...sources.values()] };
}

/** What callers see of a login. */
export function findingOf({ entry, kind, registry, confidence, places }: PlacedLogin, lines: LineIndex): LoginFinding {
  const start = Math.min(...places.map((place) => place.start));
  const end = Math.max(...places.map((place) => place.end));
  const line = lines.lineOf(start);
  const endLine = lines.lineOf(Math.max(start, end - 1));
  return { job: entry.name, line, endLine, kind, registry, confidence };
}

/** All logins of a file, in its order. */
export function loginsIn(file: PipelineFile): PlacedLogin[] {
  return placedIn(file).logins;
}

interface PlacedCredential extends TakenCredential {
  readonly entry: PipelineEntry;
  readonly inScript: boolean;
}

function placedIn(file: PipelineFile): { logins: PlacedLogin[]; credentials: PlacedCredential[] } {
  const scope = new VariableScope(file);
  const units = scriptUnits(file).map((unit) => {
    const findings = new UnitReader(unit, scope, usesKaniko(file, unit.entry)).read();
    return { entry: unit.entry, findings };
  });
  const fields = [...file.entries.flatMap((entry) => fieldLogins(entry, scope)), ...includeLogins(file)];
  const direct = [...units.flatMap(({ entry, findings }) => place(entry, findings.logins)), ...fields];
  const withEcr = entriesWithEcr(file, units, direct);
  const preparations = units.flatMap(({ entry, findings }) => {
    const confidence = withEcr.has(entry) ? ("certain" as const) : ("likely" as const);
    if (confidence === "likely" && (findings.isBusy || isUsed(file, entry))) return [];
    return place(
      entry,
      joined(findings).map((found) => ({ ...found, confidence })),
    );
  });
  const taken = [
    ...units.flatMap(({ entry, findings }) => findings.credentials.map((one) => ({ ...one, entry, inScript: true }))),
    ...file.entries.flatMap((entry) => fieldCredentials(entry).map((one) => ({ ...one, entry, inScript: false }))),
  ];
  return {
    logins: [...direct, ...preparations].sort((left, right) => startOf(left) - startOf(right)),
    credentials: taken.filter(({ use, entry }) => {
      const common = entry === file.globals || entry === file.defaults;
      return use === "password" || (common ? withEcr.size > 0 : withEcr.has(entry));
    }),
  };
}

function place(entry: PipelineEntry, found: readonly FoundLogin[]): PlacedLogin[] {
  return found.map((login) => ({ ...login, entry }));
}

/** The commands that hand a token to a role belong together: what writes its file, and what names that. */
function joined({ preparations }: UnitFindings): FoundLogin[] {
  const roles = preparations.filter(({ kind }) => kind === "assume-role-web-identity");
  const [first, ...others] = roles;
  if (first === undefined || others.length === 0) return preparations;
  const places = roles.flatMap((role) => role.places).sort((left, right) => left.start - right.start);
  const rest = preparations.filter(({ kind }) => kind !== "assume-role-web-identity");
  return [{ ...first, places }, ...rest];
}

function startOf({ places }: FoundLogin): number {
  return Math.min(...places.map(({ start }) => start));
}

function isUsed(file: PipelineFile, entry: PipelineEntry): boolean {
  return file.entries.some(({ from }) => from.has(entry));
}

/** The entries that run together with a login to ECR: those that have one, all that they take from, and so on. */
function entriesWithEcr(
  file: PipelineFile,
  units: readonly { readonly entry: PipelineEntry; readonly findings: UnitFindings }[],
  logins: readonly PlacedLogin[],
): ReadonlySet<PipelineEntry> {
  const own = new Set([
    ...units.filter(({ findings }) => findings.usesEcr).map(({ entry }) => entry),
    ...logins.filter(({ kind }) => kind !== "literal-keys").map(({ entry }) => entry),
  ]);
  const sources = new Map(file.entries.map((entry) => [entry, sourcesOf(file, entry)]));
  const users = new Map<PipelineEntry, PipelineEntry[]>();
  for (const [entry, from] of sources) {
    for (const source of from) {
      const before = users.get(source);
      if (before === undefined) users.set(source, [entry]);
      else before.push(entry);
    }
  }
  const using = reachable(own, (entry) => users.get(entry) ?? []);
  return reachable(using, (entry) => sources.get(entry) ?? []);
}

/** Where an entry's text comes from; jobs without a before_script of their own run the default one. */
function sourcesOf(file: PipelineFile, entry: PipelineEntry): PipelineEntry[] {
  const isJob = entry.map !== null && entry !== file.defaults;
  if (!isJob || fieldOf(entry, "before_script") !== null) return [...entry.from];
  const common = [file.defaults, file.globals].filter((one) => one !== null && fieldOf(one, "before_script") !== null);
  return [...entry.from, ...(common as PipelineEntry[])];
}

function reachable(
  from: ReadonlySet<PipelineEntry>,
  next: (entry: PipelineEntry) => readonly PipelineEntry[],
): ReadonlySet<PipelineEntry> {
  const reached = new Set(from);
  // A set that grows while it is gone through is gone through to its end.
  for (const entry of reached) for (const one of next(entry)) reached.add(one);
  return reached;
}

/** Whether a job's image, or that of what it extends, is kaniko's. */
function usesKaniko(file: PipelineFile, entry: PipelineEntry): boolean {
  const seen = new Set<PipelineEntry>([entry]);
  for (const one of seen) {
    const image = fieldOf(one, "image");
    if (image !== null) {
      const [start, end] = isScalar(image.pair.key) ? [image.pair.key.range?.[0] ?? 0, endOf(image.value)] : [0, 0];
      return /kaniko/.test(file.text.slice(start, end));
    }
    if (seen.size < 20) for (const parent of one.parents) seen.add(parent);
  }
  return false;
}

function endOf(node: unknown): number {
  return typeof node === "object" && node !== null && "range" in node ? ((node.range as number[] | null)?.[1] ?? 0) : 0;
}
