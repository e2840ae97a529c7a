import { GitlabEcrError } from "../../core/errors/index.ts";
import { type FileChange, type MigrationPhase, type MigrationState, undoChange } from "../../core/migration/index.ts";
import { includedLogins, readIncludes } from "../../core/pipeline/index.ts";
import type { MigrationWorld } from "./plan-migration.ts";
import { readState } from "./state-file.ts";

/** Where a project stands; `--json` prints it as it is. Times are ISO 8601 in UTC. */
export interface MigrationStatus {
  readonly ok: true;
  readonly phase: MigrationPhase;
  /**
   * What the pipeline's files say today, whatever the phase: `dual` and `oidc` as `migrate apply` writes them, `other`
   * for the component with neither, `none` where it isn't seen; null where they can't be read.
   */
  readonly pipeline: "dual" | "oidc" | "other" | "none" | null;
  /** The role that was seen to be there and to let the project's jobs in; null: none was. */
  readonly prepared: { readonly at: string; readonly roleArn: string } | null;
  readonly changedAt: string | null;
  readonly verified: { readonly at: string; readonly pipelines: number } | null;
  /** Each file once, however often it was changed. */
  readonly files: readonly {
    readonly path: string;
    /** Whether all changes can be taken back, and why not. */
    readonly undo: "possible" | "changed-since" | "not-kept" | "missing";
  }[];
  readonly keys: readonly {
    readonly id: string;
    readonly user: string;
    readonly deactivatedAt: string | null;
    readonly deletedAt: string | null;
  }[];
  /** The command to run next, and why; null where nothing is left to do. */
  readonly next: { readonly command: string; readonly why: string } | null;
}

/** Tells where a migration stands, from the repository alone. Throws `input-invalid`. */
export async function migrationStatus(file: string, world: MigrationWorld): Promise<MigrationStatus> {
  const state = await readState(world);
  const pipeline = await pipelineOf(file, world);
  return {
    ok: true,
    phase: state.phase,
    pipeline,
    prepared: state.prepared && { ...state.prepared, at: state.prepared.at.toISOString() },
    changedAt: state.changedAt?.toISOString() ?? null,
    verified: state.verified && { ...state.verified, at: state.verified.at.toISOString() },
    files: await filesOf(state, world),
    keys: state.keys.map(({ id, user, deactivatedAt, deletedAt }) => ({
      id,
      user,
      deactivatedAt: deactivatedAt?.toISOString() ?? null,
      deletedAt: deletedAt?.toISOString() ?? null,
    })),
    next: nextFor(state, pipeline),
  };
}

async function filesOf({ changes }: MigrationState, world: MigrationWorld): Promise<MigrationStatus["files"]> {
  const files: MigrationStatus["files"][number][] = [];
  for (const [path, own] of Map.groupBy(changes, (change) => change.path)) {
    files.push({ path, undo: undoOf(own, await world.readText(path)) });
  }
  return files;
}

/** What taking back all changes of a file comes to, the latest first: what lies below one that stays can't be taken back. */
function undoOf(changes: readonly FileChange[], current: string | null): MigrationStatus["files"][number]["undo"] {
  if (current === null) return "missing";
  let text = current;
  for (const change of changes.toReversed()) {
    const undone = undoChange(change, text);
    if (undone.kind !== "undone") return undone.kind === "conflict" ? "changed-since" : "not-kept";
    text = undone.text;
  }
  return "possible";
}

/** What the file, and those that it includes of the same repository, say of the login. */
async function pipelineOf(file: string, world: MigrationWorld): Promise<MigrationStatus["pipeline"]> {
  try {
    const text = await world.readText(file);
    if (text === null) return null;
    const files = [{ path: file, text }];
    for (const path of readIncludes(text).local) {
      const included = await world.readText(path);
      if (included !== null) files.push({ path, text: included });
    }
    const phases = includedLogins(files).map(({ phase }) => phase);
    if (phases.length === 0) return "none";
    return phases.find((phase) => phase === "dual") ?? (phases.includes(null) ? "other" : "oidc");
  } catch (error) {
    // What isn't YAML is apply's to tell: where the migration stands can be told without.
    if (error instanceof GitlabEcrError && error.code === "input-invalid") return null;
    throw error;
  }
}

const withoutFallback = "gitlab-ecr migrate apply --write --phase oidc";

function nextFor({ phase, prepared }: MigrationState, pipeline: MigrationStatus["pipeline"]): MigrationStatus["next"] {
  switch (phase) {
    case "prepare":
      return prepared === null
        ? {
            command: "gitlab-ecr migrate prepare",
            why: "it looks whether the role is there and lets the project's jobs in; gitlab-ecr migrate plan shows how to make it",
          }
        : { command: "gitlab-ecr migrate apply --write", why: "the role is there; the pipeline logs in as before" };
    case "dual":
      return {
        command: "gitlab-ecr migrate verify",
        why:
          pipeline === "oidc"
            ? "the pipeline takes the ID token alone; it must be seen to be green before keys go"
            : "pipelines must be seen to do without keys",
      };
    case "verify":
      return pipeline === "dual"
        ? {
            command: withoutFallback,
            why: "pipelines do without keys: this takes the fallback out, and gitlab-ecr migrate retire then takes the keys away",
          }
        : { command: "gitlab-ecr migrate retire", why: "pipelines do without keys" };
    case "retire":
      return {
        command: "gitlab-ecr migrate retire",
        why: "the keys are being taken away: it goes on where it stopped",
      };
    case "done":
      return pipeline === "dual"
        ? { command: withoutFallback, why: "the keys are gone: the pipeline has nothing to fall back to" }
        : null;
  }
}
