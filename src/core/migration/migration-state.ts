import { GitlabEcrError } from "../errors/index.ts";
import { isKeyId } from "../rotation/index.ts";
import type { FileChange } from "./file-change.ts";

/**
 * Where a project stands. `prepare`: its pipeline is as it was; `dual`: it logs in with ID tokens, and has keys to fall
 * back to; `verify`: its pipelines were seen to do without keys; `retire`: the keys are being taken away; `done`: they
 * are gone.
 */
export type MigrationPhase = "prepare" | "dual" | "verify" | "retire" | "done";

/** An access key that is taken away. */
export interface RetiredKey {
  readonly id: string;
  readonly user: string;
  /** The user's account; state files of before this was written down lack it. */
  readonly account?: string;
  /** Whether it was active when the retirement began. */
  readonly activeBefore: boolean;
  readonly deactivatedAt: Date | null;
  readonly deletedAt: Date | null;
}

/** What a migration remembers, in a file of the repository. Key ids aren't secrets; nothing in it is. */
export interface MigrationState {
  readonly phase: MigrationPhase;
  /** When the pipeline was changed last; null: it wasn't. */
  readonly changedAt: Date | null;
  /** What was changed, the latest last. */
  readonly changes: readonly FileChange[];
  /** When a role was seen to be there and to admit the project's jobs, and which; null: none was. */
  readonly prepared: { readonly at: Date; readonly roleArn: string } | null;
  /** Green pipelines without a key, when they were last counted as enough. */
  readonly verified: { readonly at: Date; readonly pipelines: number } | null;
  readonly keys: readonly RetiredKey[];
}

const version = 1;
const phases: readonly MigrationPhase[] = ["prepare", "dual", "verify", "retire", "done"];

/** A project whose migration begins. */
export function beginMigration(): MigrationState {
  return { phase: "prepare", changedAt: null, changes: [], prepared: null, verified: null, keys: [] };
}

/** The state once a change is made, or about to be. */
export function withChange(state: MigrationState, change: FileChange, now: Date): MigrationState {
  const phase = state.phase === "prepare" ? "dual" : state.phase;
  return { ...state, phase, changedAt: now, changes: [...state.changes, change] };
}

/** The state as its file holds it. */
export function formatMigrationState(state: MigrationState): string {
  return `${JSON.stringify({ version, ...state }, null, 2)}\n`;
}

/** Reads a state. Throws `input-invalid` for a file that isn't a whole one, or that a newer release wrote. */
export function parseMigrationState(text: string, path: string): MigrationState {
  const refuse = (what: string) => {
    const remedy = [`Get ${path} as it was committed last: git checkout -- ${path}`];
    return new GitlabEcrError("input-invalid", { reason: `${path} ${what}.`, command: "migrate status" }, { remedy });
  };
  const fields = objectOf(text);
  if (fields === null) throw refuse("isn't the state of a migration");
  if (fields.version !== version) {
    throw refuse(`has version ${JSON.stringify(fields.version)}, and this program knows ${version}`);
  }
  const phase = phases.find((one) => one === fields.phase);
  const changedAt = momentOf(fields.changedAt);
  const changes = listOf(fields.changes, changeOf);
  // Files of before this was written down lack it.
  const prepared = fields.prepared == null ? null : preparedOf(fields.prepared);
  const verified = fields.verified === null ? null : verifiedOf(fields.verified);
  const keys = listOf(fields.keys, keyOf);
  const isWhole = phase !== undefined && changedAt !== undefined && prepared !== undefined && verified !== undefined;
  if (!isWhole || !changes || !keys) throw refuse("isn't a whole state of a migration");
  return { phase, changedAt, changes, prepared, verified, keys };
}

type Fields = Readonly<Record<string, unknown>>;

function changeOf({ path, undo }: Fields): FileChange | undefined {
  const inside = typeof path === "string" && !/^[\\/]|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path);
  return inside && (undo === null || typeof undo === "string") ? { path, undo } : undefined;
}

function preparedOf(value: unknown): MigrationState["prepared"] | undefined {
  const { at, roleArn } = asFields(value) ?? {};
  const moment = momentOf(at);
  return moment instanceof Date && typeof roleArn === "string" ? { at: moment, roleArn } : undefined;
}

function verifiedOf(value: unknown): MigrationState["verified"] | undefined {
  const { at, pipelines } = asFields(value) ?? {};
  const moment = momentOf(at);
  return moment instanceof Date && typeof pipelines === "number" ? { at: moment, pipelines } : undefined;
}

function keyOf({ id, user, account, activeBefore, ...times }: Fields): RetiredKey | undefined {
  const [deactivatedAt, deletedAt] = [momentOf(times.deactivatedAt), momentOf(times.deletedAt)];
  if (!isKeyId(id) || typeof user !== "string" || typeof activeBefore !== "boolean") return undefined;
  if (deactivatedAt === undefined || deletedAt === undefined) return undefined;
  if (account !== undefined && typeof account !== "string") return undefined;
  return { id, user, ...(account === undefined ? {} : { account }), activeBefore, deactivatedAt, deletedAt };
}

/** Undefined where one isn't what it should be. */
function listOf<T>(value: unknown, read: (fields: Fields) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const members = value.map((one) => read(asFields(one) ?? {}));
  return members.every((one) => one !== undefined) ? members : undefined;
}

function asFields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function objectOf(text: string): Fields | null {
  try {
    return asFields(JSON.parse(text));
  } catch {
    return null; // A file with the marks of a merge, or cut short.
  }
}

/** Undefined for what is neither a moment nor null. */
function momentOf(value: unknown): Date | null | undefined {
  if (value === null) return null;
  const moment = new Date(typeof value === "string" ? value : Number.NaN);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
