import { GitlabEcrError } from "../../core/errors/index.ts";
import { pipelineVerdict, type Verdict } from "../../core/migration/index.ts";
import type { Run } from "../run.ts";
import type { ApplyWorld } from "./apply-migration.ts";
import { readState, writeState } from "./state-file.ts";

/** A pipeline as GitLab lists it. */
export interface ListedPipeline {
  readonly id: number;
  readonly status: string;
  readonly ref: string;
  readonly webUrl: string;
  readonly createdAt: Date;
}

/** Where the evidence comes from. */
export type VerifyEvidence =
  | {
      readonly kind: "gitlab";
      /** The newest first. */
      list(since: Date, signal: AbortSignal): Promise<readonly ListedPipeline[]>;
      logs(pipeline: number, signal: AbortSignal): Promise<readonly string[]>;
    }
  | { readonly kind: "logs"; readonly logs: readonly { readonly name: string; readonly text: string }[] };

/** What the evidence came to; `--json` prints it as it is. */
export interface VerifyResult {
  readonly ok: true;
  readonly verified: boolean;
  /** Green pipelines without a key that are wanted, and that there are in a row. */
  readonly wanted: number;
  readonly green: number;
  /** The ones that were looked at, the newest first. */
  readonly pipelines: readonly {
    readonly id: number | string;
    readonly ref: string | null;
    readonly url: string | null;
    readonly verdict: Verdict;
  }[];
}

/** More aren't looked at: each costs a call for each of its jobs. */
const mostPipelines = 50;

/**
 * Looks whether the newest pipelines since the change logged in with ID tokens alone, by the lines that login prints in
 * their jobs' logs. Enough of them in a row, and it is noted in the state. A pipeline that used keys ends the row; one
 * that failed, or that logged in nowhere, neither counts nor ends it.
 *
 * Throws `input-invalid` where nothing was changed yet, and what GitLab refuses.
 */
export async function verifyMigration(
  wanted: number,
  evidence: VerifyEvidence,
  world: ApplyWorld,
  run: Run,
): Promise<VerifyResult> {
  const state = await readState(world);
  if (state.changedAt === null) throw notBegun();
  const pipelines = await look(wanted, evidence, state.changedAt, run);
  const green = pipelines.filter(({ verdict }) => verdict === "oidc").length;
  const verified = green >= wanted;
  if (verified && (state.phase === "dual" || state.phase === "verify")) {
    await writeState(world, { ...state, phase: "verify", verified: { at: run.now(), pipelines: green } });
  }
  return { ok: true, verified, wanted, green, pipelines };
}

async function look(
  wanted: number,
  evidence: VerifyEvidence,
  since: Date,
  run: Run,
): Promise<VerifyResult["pipelines"]> {
  if (evidence.kind === "logs") {
    const all = evidence.logs.map(({ name, text }) => {
      const { verdict } = pipelineVerdict({ status: "success", logs: [text] });
      return { id: name, ref: null, url: null, verdict };
    });
    const end = all.findIndex(({ verdict }) => verdict === "keys");
    return end === -1 ? all : all.slice(0, end + 1);
  }
  const listed = await run.step("list the pipelines", () => evidence.list(since, run.signal));
  const ended = listed.filter(({ status, createdAt }) => /^(?:success|failed)$/.test(status) && createdAt >= since);
  const looked: VerifyResult["pipelines"][number][] = [];
  let green = 0;
  for (const { id, status, ref, webUrl } of ended.slice(0, mostPipelines)) {
    const logs = await run.step(`read the logs of pipeline ${id}`, () => evidence.logs(id, run.signal));
    const { verdict } = pipelineVerdict({ status, logs });
    looked.push({ id, ref, url: webUrl, verdict });
    if (verdict === "oidc") green += 1;
    if (verdict === "keys" || green >= wanted) break;
  }
  return looked;
}

function notBegun(): GitlabEcrError {
  const reason = "Nothing is to be verified: the pipeline wasn't changed by gitlab-ecr migrate apply --write.";
  const remedy = ["Change it first: gitlab-ecr migrate apply --write. Then commit it, and let it run."];
  return new GitlabEcrError("input-invalid", { reason, command: "migrate verify" }, { remedy });
}
