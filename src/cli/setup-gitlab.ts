import { readInputFile, writePublicFile } from "../adapters/system/index.ts";
import { applyGitlabSide } from "../commands/setup-gitlab/apply-gitlab-side.ts";
import { type PlannedSide, planGitlabSide } from "../commands/setup-gitlab/plan-gitlab-side.ts";
import type { PipelineFiles } from "../commands/setup-gitlab/setup-gitlab-world.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { checksByHand, gitlabNotes, planSetup, type SetupPlan, setupCommandLine } from "../core/setup/index.ts";
import { type GitlabSideReport, gitlabPlanText, gitlabSideText, includeBlock } from "../reports/index.ts";
import { plainStyle } from "./ansi-style.ts";
import type { Invocation } from "./command.ts";
import { completeOptions, type FoundValues } from "./completed-options.ts";
import type { OptionReader } from "./option-reader.ts";
import { commonOptions, type OptionSpec } from "./option-spec.ts";
import type { Output } from "./output.ts";
import { readSetupApply, setupApplySpecs } from "./setup-apply-options.ts";
import { type GitlabLook, lookAtGitlab } from "./setup-gitlab-look.ts";
import { readGitlabWishes, setupGitlabSpecs } from "./setup-gitlab-options.ts";
import { missingSetupOptions, readSetupRequest, setupOptionSpecs } from "./setup-options.ts";

/** What setup does on AWS's side, with everything known that it needs. */
export type AwsSide = (invocation: Invocation) => Promise<number>;

/**
 * Does setup's work on AWS's side with what the clone and GitLab tell, and GitLab's side after it. What contradicts on
 * GitLab's side is found first. The result is told once, with both.
 */
export async function withGitlabSide(invocation: Invocation, awsSide: AwsSide): Promise<number> {
  if (isForUser(invocation.options)) return awsSide(invocation);
  const look = await lookAtGitlab(invocation);
  try {
    const found = completeOptions(invocation.options, look.values);
    const asked = await askForTheRest({ ...invocation, options: found });
    const options = completeOptions(found, asked ?? {});
    if (options.isOn(setupApplySpecs.destroy)) return await awsSide({ ...invocation, options });
    if (asked === null) return (await bothSides({ ...invocation, options }, look, awsSide)).status;
    const rest = options.isOn(setupApplySpecs.apply) ? options : withoutProfile(options);
    tellCommandLine({ ...invocation, options: rest });
    const { status, applied } = await bothSides({ ...invocation, options: rest }, look, awsSide);
    const { offerDoctor } = await import("./setup-interactive-doctor.ts");
    if (applied) await offerDoctor(invocation, planSetup(readSetupRequest(options)));
    return status;
  } finally {
    look.close();
  }
}

/** Asks on a terminal for what is missing; null where nothing is, or nobody can be asked. */
async function askForTheRest(invocation: Invocation): Promise<FoundValues | null> {
  const { options, io } = invocation;
  if (io.terminal === undefined || options.isOn(commonOptions[0]) || options.isOn(commonOptions[1])) return null;
  if (missingSetupOptions(options).length === 0) return null;
  // What is refused in any case is refused before the questions.
  if (options.isOn(setupApplySpecs.dryRun) || options.isOn(setupApplySpecs.yes)) readSetupApply(options);
  const { askForSetup } = await import("./setup-interactive.ts");
  return askForSetup(invocation);
}

/** The options without the profile, which was for the questions where nothing is made in the end. */
function withoutProfile(options: OptionReader): OptionReader {
  const { name } = setupApplySpecs.profile;
  const find: OptionReader["find"] = (spec) => (spec.name === name ? null : options.find(spec));
  return { ...options, find, text: (spec) => find(spec)?.value ?? null };
}

/** The same once more, without questions. */
function tellCommandLine({ options, output }: Invocation): void {
  const specs: readonly OptionSpec[] = Object.values({ ...setupOptionSpecs, ...setupGitlabSpecs, ...setupApplySpecs });
  const set = specs.flatMap((spec): (readonly [string, readonly string[]])[] => {
    if (spec.value === null) return options.isOn(spec) ? [[spec.name, []]] : [];
    const values = spec.many === true ? options.list(spec) : [options.text(spec)].filter((value) => value !== null);
    return values.length === 0 ? [] : [[spec.name, values]];
  });
  output.note(`The same without questions:\n  ${setupCommandLine(set)}\n`);
}

/** The exit status, and whether AWS's side was made. */
async function bothSides(invocation: Invocation, look: GitlabLook, awsSide: AwsSide) {
  const { options, output, run } = invocation;
  const wishes = readGitlabWishes(options);
  const plan = planSetup(readSetupRequest(options));
  const files = filesFor(invocation);
  const block = includeBlock(plan, wishes.components ?? undefined);
  const planned = await planGitlabSide(plan, { ...wishes, block }, { api: look.api, files }, run).catch(
    (error: unknown) => {
      throw look.api === null ? withReason(error, look) : error;
    },
  );

  const held = holdResult(output, isDocumentAlone(options));
  const status = await awsSide({ ...invocation, output: held.output });
  const isOff = held.json?.applied === false;
  const agreed = !isOff && (await decide(planned, invocation));
  const done = agreed ? await applyGitlabSide(planned, { api: look.api, files }, run) : [];
  const report = reportOf(plan, look, planned, done);
  held.tell(block, report);
  return { status, applied: held.json?.applied === true };
}

/** A user's keys know nothing of GitLab. Throws `input-invalid` where they should. */
function isForUser(options: Invocation["options"]): boolean {
  if (options.text(setupOptionSpecs.identity) !== "user") return false;
  const { subComponents, variables, pipelineFile } = readGitlabWishes(options);
  if (!subComponents && !variables && pipelineFile === null) return true;
  const reason =
    "--set-sub-components, --set-variables and --write-pipeline are for a role, and --identity user makes none.";
  throw new GitlabEcrError("input-invalid", { reason, command: "setup" });
}

/** Whether standard output is a document that nothing else may stand in. */
function isDocumentAlone(options: Invocation["options"]): boolean {
  const { format, output } = setupOptionSpecs;
  const isDocument = (options.text(format) ?? "plan") !== "plan" && options.text(output) === null;
  return isDocument || options.text(setupApplySpecs.target) === "stdout";
}

/** Why there is no token is part of why it can't be done. */
function withReason(error: unknown, { unasked }: GitlabLook): unknown {
  if (!(error instanceof GitlabEcrError) || unasked === null) return error;
  return error.withContext({ unasked });
}

function reportOf(plan: SetupPlan, look: GitlabLook, planned: PlannedSide, done: readonly string[]): GitlabSideReport {
  const { facts, remote, tokenSource, unasked } = look;
  const { changes, pipeline } = planned;
  const addressIsCertain = remote === null || remote.certain;
  return {
    facts,
    token: tokenSource,
    unasked,
    notes: facts === null ? [] : gitlabNotes(plan, facts),
    checks: facts === null ? checksByHand(plan, { addressIsCertain }) : [],
    changes,
    pipeline,
    done,
  };
}

function filesFor({ run }: Invocation): PipelineFiles {
  return {
    async read(path) {
      try {
        return await readInputFile(path, "setup", run.signal);
      } catch (error) {
        if (error instanceof GitlabEcrError && (error.cause as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },
    write: (path, text) => writePublicFile(path, text, { command: "setup", signal: run.signal }),
  };
}

/** The file is named by its option; a change in GitLab takes `--yes` or an answer. */
async function decide(
  { changes, pipeline, text }: PlannedSide,
  { options, io, output, run }: Invocation,
): Promise<boolean> {
  const toDo = changes.filter(({ status }) => status === "create" || status === "change");
  if (options.isOn(setupApplySpecs.dryRun)) return false;
  if (toDo.length === 0 || options.isOn(setupApplySpecs.yes)) return toDo.length > 0 || text !== null;
  const { ask } = io;
  if (ask === undefined || options.isOn({ name: "json", value: null, description: "" })) return false;
  output.note(gitlabPlanText(changes, pipeline).trimEnd());
  const answer = await run.pause(() => ask("Make these changes in GitLab? [y/N] ", run.signal));
  return /^y(?:es)?$/i.test(answer.trim());
}

/** Holds the result of AWS's side back until GitLab's is known, so that there is one. */
function holdResult(output: Output, documentAlone: boolean) {
  type Held = Parameters<Output["result"]>;
  let held: Held | null = null;
  return {
    get json() {
      return held === null ? null : (held[0] as { readonly applied?: boolean });
    },
    output: {
      ...output,
      result(...args: Held) {
        held = args;
      },
    } satisfies Output,
    tell(include: string, report: GitlabSideReport) {
      if (held === null) return;
      const [json, text] = held;
      const result = { ...json, include, gitlabSide: report };
      if (documentAlone) {
        output.result(result, text);
        output.note(gitlabSideText(report, plainStyle).trim());
        return;
      }
      output.result(result, (style) => `${text(style)}${gitlabSideText(report, style)}`);
    },
  };
}
