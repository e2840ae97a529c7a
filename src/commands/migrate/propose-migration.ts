import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Run } from "../run.ts";
import { type ApplyResult, applyMigration } from "./apply-migration.ts";
import type { PipelineLint } from "./check-by-gitlab.ts";
import type { MigrationRequest } from "./plan-migration.ts";
import { rememberingWorld } from "./remember-changes.ts";
import { saysTheSame } from "./state-file.ts";

/** A project on GitLab, as proposing a change to it needs it. */
export interface ProposalApi {
  defaultBranch(signal: AbortSignal): Promise<string | null>;
  /** Null where there is no such file. */
  readFile(file: { readonly path: string; readonly ref: string }, signal: AbortSignal): Promise<string | null>;
  lint: PipelineLint;
  findMergeRequest(branches: Branches, signal: AbortSignal): Promise<ProposedMergeRequest | null>;
  /** False where the branch is there already. */
  commit(commit: ProposedCommit, signal: AbortSignal): Promise<boolean>;
  /** What one branch has beyond another since they parted; null where that couldn't be found out. */
  compare(
    branches: { readonly from: string; readonly to: string },
    signal: AbortSignal,
  ): Promise<{ readonly titles: readonly string[]; readonly paths: readonly string[] } | null>;
  openMergeRequest(
    request: Branches & { readonly title: string; readonly description: string },
    signal: AbortSignal,
  ): Promise<ProposedMergeRequest>;
}

interface Branches {
  readonly sourceBranch: string;
  readonly targetBranch: string;
}

/** A commit that makes its branch. */
export interface ProposedCommit {
  readonly branch: string;
  readonly startBranch: string;
  readonly message: string;
  readonly actions: readonly {
    readonly action: "create" | "update";
    readonly path: string;
    readonly text: string;
  }[];
}

/** A merge request that is open. */
export interface ProposedMergeRequest {
  readonly iid: number;
  readonly webUrl: string;
}

/** The plan, the files that the branch changes, and the merge request; null where there is none. */
export type ProposalResult = ApplyResult & { readonly mergeRequest: ProposedMergeRequest | null };

/**
 * Rewrites a project's pipeline as GitLab has it, on a branch of its own, and opens a merge request that explains the
 * change. One that is open already is told, and left as it is. A branch that is there without one is taken where it holds
 * this very commit, and never written to. Throws one `GitlabEcrError`, such as `input-invalid` for another's branch.
 */
export async function proposeMigration(
  request: MigrationRequest,
  api: ProposalApi,
  run: Run,
  agree: (plan: ApplyResult) => Promise<"yes" | "no" | "nobody">,
): Promise<ProposalResult> {
  const targetBranch = await run.step("read the project", () => api.defaultBranch(run.signal));
  if (targetBranch === null) throw empty();
  const { texts, there, world } = overlay(api, targetBranch, run);
  const plan = await applyMigration({ ...request, write: true }, rememberingWorld(world, run), api.lint, run);
  if (texts.size === 0) return { ...plan, mergeRequest: null };

  const branches = { sourceBranch: `gitlab-ecr-migrate-${plan.phase}`, targetBranch };
  const open = await api.findMergeRequest(branches, run.signal);
  if (open !== null) return { ...plan, written: [], mergeRequest: open };
  if ((await agree({ ...plan, written: [] })) !== "yes") return { ...plan, written: [], mergeRequest: null };

  const actions = [...texts].map(([path, text]) => {
    return { action: there.has(path) ? ("update" as const) : ("create" as const), path, text };
  });
  const title = titleOf(plan);
  const commit = { branch: branches.sourceBranch, startBranch: targetBranch, message: title, actions };
  const made = await run.step("commit the change", () => api.commit(commit, run.signal));
  // A branch without a merge request is what a run that was stopped between the two has left, or somebody else's.
  if (!made) await run.step("look at the branch that is there", () => checkBranch(commit, api, run));
  const mergeRequest = await run.step("open the merge request", () =>
    api.openMergeRequest({ ...branches, title, description: descriptionOf(plan) }, run.signal),
  );
  return { ...plan, mergeRequest };
}

/** Throws `input-invalid` for a branch that holds anything but this commit. */
async function checkBranch(
  { branch, startBranch, message, actions }: ProposedCommit,
  api: ProposalApi,
  run: Run,
): Promise<void> {
  const found = await api.compare({ from: startBranch, to: branch }, run.signal);
  if (found === null) throw foreignBranch(branch, startBranch, "GitLab couldn't compare it with the default branch");
  if (found.titles.length !== 1 || found.titles[0] !== message) {
    const count = found.titles.length === 1 ? "1 commit" : `${found.titles.length} commits`;
    throw foreignBranch(branch, startBranch, `it has ${count} that this run wouldn't make: ${found.titles.join("; ")}`);
  }
  const planned = new Set(actions.map(({ path }) => path));
  const others = found.paths.filter((path) => !planned.has(path));
  if (others.length > 0) throw foreignBranch(branch, startBranch, `it changes ${others.join(", ")}, too`);
  for (const { path, text } of actions) {
    const there = await api.readFile({ path, ref: branch }, run.signal);
    if (there === null || !saysTheSame(path, text, there)) {
      throw foreignBranch(branch, startBranch, `its ${path} isn't what would come out now`);
    }
  }
}

function foreignBranch(branch: string, target: string, because: string): GitlabEcrError {
  const reason = `The branch ${branch} is there already, without a merge request, and ${because}. It is left as it is.`;
  const remedy = [
    `Look at it: git fetch origin, then git log -p origin/${target}..origin/${branch}`,
    `If it isn't needed, delete it: git push origin --delete ${branch}. Then run this again.`,
    "If it is, open its merge request in GitLab yourself.",
  ];
  return new GitlabEcrError("input-invalid", { reason, command: "migrate apply" }, { remedy });
}

/** The branch's files, with what was written over them. */
function overlay(api: ProposalApi, ref: string, run: Run) {
  const texts = new Map<string, string>();
  const there = new Set<string>();
  const world = {
    async readText(path: string) {
      const text = texts.get(path) ?? (await api.readFile({ path, ref }, run.signal));
      if (text !== null && !texts.has(path)) there.add(path);
      return text;
    },
    async writeText(path: string, text: string) {
      texts.set(path, text);
    },
  };
  return { texts, there, world };
}

function titleOf({ phase }: ApplyResult): string {
  return phase === "dual"
    ? "Log in to Amazon ECR with ID tokens, keys as fallback"
    : "Log in to Amazon ECR with ID tokens alone";
}

function descriptionOf({ phase, files, risks, role, component, checks }: ApplyResult): string {
  const replaced = files.flatMap(({ path, replaced: all }) =>
    all.map(({ line, job }) => `- \`${path}\` line ${line}${inJob(job)}`),
  );
  const left = files.flatMap(({ path, left: all }) =>
    all.map(({ line, job, reason }) => `- \`${path}\` line ${line}${inJob(job)}: ${reason}`),
  );
  return [
    phase === "dual"
      ? "Jobs log in to Amazon ECR with their ID token and an IAM role. Where the exchange of the token fails, the access keys are used as before, with a warning in the job's log; the CI/CD variables stay."
      : "Jobs log in to Amazon ECR with their ID token and an IAM role alone. The access keys aren't used any more.",
    `The component is \`${component}\`.`,
    ...section("Replaced", replaced),
    ...section("Left as it is", left),
    ...section(
      "To look at",
      risks.map(({ file, line, job, message }) => `- \`${file}\` line ${line}, job \`${job}\`: ${message}`),
    ),
    ...section("Checked by GitLab", checks.flatMap(checkLines)),
    "### Before merging",
    `The role must be there, and admit this project: \`${role.setup}\``,
    "### Going back",
    "`gitlab-ecr migrate undo` takes the change back, with what `.gitlab-ecr-migration.json` holds.",
  ].join("\n\n");
}

function checkLines({ path, verdict, errors, warnings }: ApplyResult["checks"][number]): string[] {
  const said = {
    valid: "valid",
    "as-before": "as before",
    refused: "refused, and left as it is",
    unasked: "not checked",
  };
  const about = [...errors, ...warnings.map((warning) => `warning: ${warning}`)];
  return [`- \`${path}\`: ${[said[verdict], ...about].join("; ")}`];
}

function inJob(job: string | null): string {
  return job === null ? "" : `, job \`${job}\``;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}`, lines.join("\n")];
}

function empty(): GitlabEcrError {
  const reason = "The project's repository is empty: it has no default branch.";
  return new GitlabEcrError("input-invalid", { reason, command: "migrate apply" });
}
