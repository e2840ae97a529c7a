import { type FileChange, type MigrationPhase, type MigrationState, undoChange } from "../../core/migration/index.ts";
import type { MigrationWorld } from "./plan-migration.ts";
import { readState } from "./state-file.ts";

/** Where a project stands; `--json` prints it as it is. Times are ISO 8601 in UTC. */
export interface MigrationStatus {
  readonly ok: true;
  readonly phase: MigrationPhase;
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
export async function migrationStatus(world: MigrationWorld): Promise<MigrationStatus> {
  const state = await readState(world);
  return {
    ok: true,
    phase: state.phase,
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
    next: nextFor(state),
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

function nextFor({ phase, prepared }: MigrationState): MigrationStatus["next"] {
  switch (phase) {
    case "prepare":
      return prepared === null
        ? {
            command: "gitlab-ecr migrate prepare",
            why: "it looks whether the role is there and lets the project's jobs in; gitlab-ecr migrate plan shows how to make it",
          }
        : { command: "gitlab-ecr migrate apply --write", why: "the role is there; the pipeline logs in as before" };
    case "dual":
      return { command: "gitlab-ecr migrate verify", why: "pipelines must be seen to do without keys" };
    case "verify":
      return {
        command: "gitlab-ecr migrate retire",
        why: "pipelines do without keys; gitlab-ecr migrate apply --write --phase oidc takes the fallback out before",
      };
    case "retire":
      return {
        command: "gitlab-ecr migrate retire",
        why: "the keys are being taken away: it goes on where it stopped",
      };
    case "done":
      return null;
  }
}
