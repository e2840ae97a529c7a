import { type MigrationPhase, type MigrationState, undoChange } from "../../core/migration/index.ts";
import type { MigrationWorld } from "./plan-migration.ts";
import { readState } from "./state-file.ts";

/** Where a project stands; `--json` prints it as it is. Times are ISO 8601 in UTC. */
export interface MigrationStatus {
  readonly ok: true;
  readonly phase: MigrationPhase;
  readonly changedAt: string | null;
  readonly verified: { readonly at: string; readonly pipelines: number } | null;
  readonly files: readonly {
    readonly path: string;
    /** Whether the change can be taken back, and why not. */
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
    changedAt: state.changedAt?.toISOString() ?? null,
    verified: state.verified && { ...state.verified, at: state.verified.at.toISOString() },
    files: await filesOf(state, world),
    keys: state.keys.map(({ id, user, deactivatedAt, deletedAt }) => ({
      id,
      user,
      deactivatedAt: deactivatedAt?.toISOString() ?? null,
      deletedAt: deletedAt?.toISOString() ?? null,
    })),
    next: nextOf[state.phase],
  };
}

async function filesOf({ changes }: MigrationState, world: MigrationWorld): Promise<MigrationStatus["files"]> {
  const texts = new Map<string, string | null>();
  const files: MigrationStatus["files"][number][] = [];
  for (const change of changes.toReversed()) {
    const { path } = change;
    if (!texts.has(path)) texts.set(path, await world.readText(path));
    const text = texts.get(path) ?? null;
    const undone = text === null ? null : undoChange(change, text);
    if (undone?.kind === "undone") texts.set(path, undone.text);
    files.push({ path, undo: undone === null ? "missing" : undoOf[undone.kind] });
  }
  return files.toReversed();
}

const undoOf = { undone: "possible", conflict: "changed-since", "not-kept": "not-kept" } as const;

const nextOf: Readonly<Record<MigrationPhase, MigrationStatus["next"]>> = {
  prepare: {
    command: "gitlab-ecr migrate apply --write",
    why: "the pipeline logs in as before; make the role first (gitlab-ecr migrate plan shows how), and let gitlab-ecr doctor try it",
  },
  dual: { command: "gitlab-ecr migrate verify", why: "pipelines must be seen to do without keys" },
  verify: {
    command: "gitlab-ecr migrate retire",
    why: "pipelines do without keys; gitlab-ecr migrate apply --write --phase oidc takes the fallback out before",
  },
  retire: { command: "gitlab-ecr migrate retire", why: "the keys are being taken away: it goes on where it stopped" },
  done: null,
};
