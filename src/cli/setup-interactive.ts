import { partitionOfRegion } from "../core/registry/index.ts";
import { decideSetup, type SetupChoice, type SetupDecision } from "../core/setup/index.ts";
import type { Invocation } from "./command.ts";
import { completeOptions, type FoundValues } from "./completed-options.ts";
import type { OptionReader } from "./option-reader.ts";
import { setupApplySpecs } from "./setup-apply-options.ts";
import { type AccountAtHand, findAccount, hasRepository, lookAtAccount } from "./setup-interactive-account.ts";
import { lookAtIssuer } from "./setup-interactive-issuer.ts";
import { type Choice, createPrompts, type Prompts } from "./setup-interactive-prompts.ts";
import { setupOptionSpecs } from "./setup-options.ts";

const specs = setupOptionSpecs;

/** What is being found out, answer by answer. */
interface Talk {
  readonly invocation: Invocation;
  readonly prompts: Prompts;
  /** Options with all that is known so far. */
  options(): OptionReader;
  /** Notes values for an option; none for a switch that is on. */
  set(spec: { readonly name: string }, ...values: readonly string[]): void;
}

/**
 * Asks for what setup lacks and can't find out, and decides with the guide what to make. Nothing is changed here.
 *
 * Throws `interrupted` on Ctrl-C.
 */
export async function askForSetup(invocation: Invocation): Promise<FoundValues> {
  const { io, run } = invocation;
  if (io.terminal === undefined) throw new Error("nobody sits before a terminal");
  const values: Record<string, readonly string[]> = {};
  const talk: Talk = {
    invocation,
    prompts: createPrompts(io.terminal, run),
    options: () => completeOptions(invocation.options, values),
    set: ({ name }, ...given) => {
      values[name] = given;
    },
  };
  await askForProject(talk);
  const atHand = await askForAccount(talk);
  await askForRepositories(talk, atHand);
  const issuerReachable = await reachIssuer(talk);
  const choice = await decide(talk, atHand, issuerReachable);
  await askForApply(talk, atHand, choice);
  return values;
}

async function askForProject({ prompts, options, set }: Talk): Promise<void> {
  const url = options().text(specs.gitlabUrl);
  const paths = options().list(specs.project);
  if (url !== null && paths.length > 0) prompts.tell(`GitLab: ${paths.join(", ")} on ${url}`);
  if (url === null) {
    const check = (value: string) =>
      /^https:\/\/[a-z0-9][a-z0-9.-]*(\/|$)/.test(value) ? undefined : "It must begin with https:// and a host.";
    set(
      specs.gitlabUrl,
      await prompts.text("Address of GitLab (--gitlab-url)", { initial: "https://gitlab.com", check }),
    );
  }
  if (paths.length > 0) return;
  const check = (value: string) => (/^\w[\w.-]*(\/\w[\w.-]*)+$/.test(value) ? undefined : "It must be GROUP/PROJECT.");
  set(specs.project, await prompts.text("Project whose jobs push images (--project)", { check }));
}

async function askForAccount({ invocation, prompts, options, set }: Talk): Promise<AccountAtHand | null> {
  if (options().text(specs.region) === null) {
    const check = (value: string) => (partitionOfRegion(value) === null ? "It isn't a region of AWS." : undefined);
    set(specs.region, await prompts.text("Region of the images (--region)", { check }));
  }
  const region = options().text(specs.region) ?? "";
  const found = await findAccount(invocation, region);
  const given = options().text(specs.account);
  if ("missing" in found) {
    prompts.tell(`AWS: no credentials at hand (${found.missing}). The plan can be made without.`);
    const check = (value: string) => (/^\d{12}$/.test(value) ? undefined : "It has 12 digits, leading zeros included.");
    if (given === null) set(specs.account, await prompts.text("Account of AWS (--account)", { check }));
    return null;
  }
  if (given !== null && given !== found.account) {
    prompts.tell(
      `AWS: the credentials are of ${found.identity}, not of account ${given}, so nothing is looked up there.`,
    );
    return null;
  }
  set(specs.account, found.account);
  prompts.tell(`AWS: account ${found.account}, as ${found.identity}, region ${region}`);
  return found;
}

async function askForRepositories(
  { invocation, prompts, options, set }: Talk,
  atHand: AccountAtHand | null,
): Promise<void> {
  const given = options().list(specs.repository);
  if (given.length > 0 || options().text(specs.access) === "audit") return;
  const project = options().list(specs.project)[0] ?? "";
  const initial = (project.split("/").at(-1) ?? "").toLowerCase();
  const check = (value: string) =>
    /^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/.test(value)
      ? undefined
      : "Lower case letters, digits and single . _ - / between them.";
  const name = await prompts.text("Repository in ECR (--repository)", { initial, check });
  set(specs.repository, name);
  if (options().isOn(specs.createRepository)) return;
  const there = atHand === null ? null : await hasRepository(invocation, atHand, name);
  if (there === true) prompts.tell(`ECR: ${name} is there`);
  else if (await prompts.confirm(question(name, there), there === false)) set(specs.createRepository);
}

function question(name: string, there: false | null): string {
  const what = there === false ? `${name} isn't there yet.` : `Whether ${name} is there isn't known.`;
  return `${what} Make it, scanned on push, with immutable tags (--create-repository)?`;
}

/** Whether AWS can fetch the keys that ID tokens are signed with; null where nobody knows. */
async function reachIssuer({ invocation, prompts, options, set }: Talk): Promise<boolean | null> {
  const given = options().text(specs.issuerUrl);
  const gitlabUrl = (options().text(specs.gitlabUrl) ?? "").replace(/\/+$/, "");
  const { named, reachable } = await lookAtIssuer(invocation, prompts, { gitlabUrl, issuer: given ?? gitlabUrl });
  if (named !== null && given === null) set(specs.issuerUrl, named);
  return reachable;
}

/** The decision guide, with what the account holds; only what it leaves open is asked. */
async function decide(
  { invocation, prompts, options, set }: Talk,
  atHand: AccountAtHand | null,
  issuerReachable: boolean | null,
): Promise<SetupChoice> {
  const read = options();
  const [roleName, identity] = [read.text(specs.roleName), read.text(specs.identity)];
  const repository = read.list(specs.repository)[0];
  const looked =
    atHand === null || repository === undefined || roleName !== null || identity !== null
      ? null
      : await lookAtAccount(invocation, atHand, {
          gitlabUrl: read.text(specs.issuerUrl) ?? read.text(specs.gitlabUrl) ?? "",
          project: read.list(specs.project)[0] ?? "",
          projectId: read.list(specs.projectId)[0] ?? null,
          branch: read.list(specs.branch)[0] ?? "main",
          subComponents: (read.text(specs.subComponents) ?? "project_path,ref_type,ref").split(/[\s,]+/),
          audience: read.text(specs.audience) ?? "sts.amazonaws.com",
          repositoryArn: `arn:${atHand.partition}:ecr:${atHand.region}:${atHand.account}:repository/${repository}`,
          access: (read.text(specs.access) ?? "push") as "push" | "pull" | "audit",
        });
  const decision = decideSetup({
    ...(looked ?? { roles: [], users: [] }),
    // Whoever names a role has decided.
    issuerReachable: roleName === null ? issuerReachable : null,
  });
  if (looked === null && atHand !== null && identity === null && roleName === null) {
    prompts.tell(
      "IAM: what is there may not be read (iam:GetAccountAuthorizationDetails), so nothing of it is offered.",
    );
  }
  const choice = identity === null && roleName === null ? await choose(decision, prompts) : decision;
  const taken = new Set(looked?.roles.map(({ name }) => name));
  noteChoice(choice, taken, options, set);
  return choice;
}

async function choose(decision: SetupDecision, prompts: Prompts): Promise<SetupChoice> {
  const all: readonly SetupChoice[] = [decision, ...decision.alternatives];
  const choices = all.map(
    (choice, index): Choice => ({ value: String(index), label: labelOf(choice, index), hint: choice.because }),
  );
  const only = choices.length === 1 ? "0" : await prompts.choose("How shall jobs get in?", choices);
  const chosen = all[Number(only)] ?? decision;
  if (choices.length === 1) prompts.tell(`${labelOf(decision, 0)}: ${decision.because}`);
  return chosen;
}

function labelOf({ option, resource }: SetupChoice, index: number): string {
  const labels = {
    "use-role": `Use the role ${resource?.name}`,
    "use-user": `Use the user ${resource?.name} and its access key`,
    "add-ecr-policy": `Give the ${resource?.kind} ${resource?.name} the permissions that it lacks`,
    "create-role": "Make a role for ID tokens",
    "create-user": "Make a user with an access key",
  };
  return `${labels[option]}${index === 0 ? " (recommended)" : ""}`;
}

function noteChoice(
  { option, resource }: SetupChoice,
  taken: ReadonlySet<string>,
  options: Talk["options"],
  set: Talk["set"],
): void {
  if (option === "use-user" || option === "create-user" || resource?.kind === "user") {
    set(specs.identity, "user");
    if (resource !== null) set(specs.userName, resource.name);
    return;
  }
  if (resource !== null) set(specs.roleName, resource.name);
  // A role of the usual name that doesn't admit the project is somebody else's.
  else if (taken.has("gitlab-ecr-role") && options().text(specs.roleName) === null) {
    const project = options().list(specs.project)[0] ?? "";
    set(specs.roleName, `gitlab-ecr-${project.replaceAll("/", "-")}`.slice(0, 64));
  }
}

async function askForApply(
  { prompts, options, set }: Talk,
  atHand: AccountAtHand | null,
  { option }: SetupChoice,
): Promise<void> {
  const { apply, dryRun } = setupApplySpecs;
  const written = [specs.format, specs.output].some((spec) => options().text(spec) !== null);
  if (atHand === null || written || options().isOn(apply) || options().isOn(dryRun)) return;
  if (option === "use-role" || option === "use-user") {
    prompts.tell("AWS has all of it already; what is left is the pipeline.");
    return;
  }
  const choices = [
    { value: "apply", label: "Make it in the account (--apply)", hint: "what changes is shown first, and asked for" },
    { value: "plan", label: "Only show the plan" },
  ];
  if ((await prompts.choose("What now?", choices)) === "apply") set(apply);
}
