import { type RetireResult, retireKeys, type ToldRetireStep } from "../commands/migrate/retire-keys.ts";
import type { KeyPlace } from "../commands/migrate/retire-world.ts";
import type { Run } from "../commands/run.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { type GitlabTarget, isGitlabTarget, parseTarget, scopeName, variableOwner } from "../core/rotation/index.ts";
import { migrationRetireText, retireStepText, sharedKeyText } from "../reports/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { keyAccessSpecs, openKeyAccess } from "./migrate-aws.ts";
import { withClone } from "./migrate-clone.ts";
import { migrateGitlabSpecs, openGitlab, readProjectPath } from "./migrate-gitlab.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";
import { commonOptions, type OptionSpec } from "./option-spec.ts";
import { parseTime } from "./parse-time.ts";

const specs = {
  target: {
    name: "target",
    value: "TARGET",
    many: true,
    description:
      "whose variables hold the keys: gitlab-project:GROUP/PROJECT, gitlab-group:GROUP or gitlab-instance; may be given several times",
    fallback: "the project",
  },
  idVariable: {
    name: "id-variable",
    value: "NAME",
    description: "variable that holds the key id",
    fallback: "AWS_ACCESS_KEY_ID",
  },
  secretVariable: {
    name: "secret-variable",
    value: "NAME",
    description: "variable that holds the secret access key",
    fallback: "AWS_SECRET_ACCESS_KEY",
  },
  unusedFor: {
    name: "unused-for",
    value: "TIME",
    description: "how long a key must be unused before it is deactivated",
    fallback: "24h",
  },
  grace: {
    name: "grace",
    value: "TIME",
    description: "how long a key stays inactive before it is deleted",
    fallback: "7d",
  },
  dryRun: { name: "dry-run", value: null, description: "print the plan alone" },
  yes: { name: "yes", value: null, description: "agree to every step" },
  ...migrateGitlabSpecs,
  ...keyAccessSpecs,
} as const satisfies Record<string, OptionSpec>;

const command = "migrate retire";

/** `gitlab-ecr migrate retire`. */
export const migrateRetireCommand: CliCommand = {
  name: command,
  summary: "Deactivate and then delete the keys that a migrated project no longer needs, and their variables.",
  positional: "[FILE]",
  options: Object.values(specs),
  help: `
The keys are those in the project's CI/CD variables. Each is deactivated once it was
unused for long enough; after the grace time it is deleted, and then the variables. A
run does what can be done now, says when to run again, and goes on where the one
before stopped or was killed. Until a key is deleted, migrate undo brings it back.

It takes pipelines that were verified (migrate verify). Every step is asked for, or
agreed to with --yes; without either, nothing is changed. GITLAB_TOKEN needs the scope
api and the role Maintainer; the role or user what rotate --print-policy prints.

Examples:
  What would be done?
    gitlab-ecr migrate retire --project org/app --dry-run

  gitlab-ecr migrate retire --project org/app --grace 14d --yes

Exit status: 0 done, or to be run again later; 2 wrong usage or input,
3 AWS or GitLab refused, 4 network, timeout or throttling.
`,
  async run(given) {
    const invocation = await withClone(given);
    const { positionals, options, output, run } = invocation;
    const { folder } = readPlace(positionals[0]);
    const names = readNames(invocation);
    const settings = {
      unused: readSpan(invocation, specs.unusedFor, 86_400),
      grace: readSpan(invocation, specs.grace, 7 * 86_400),
    };
    const targets = readTargets(invocation);
    const needs = "the scope api, and the role Maintainer (in a group Owner, for the instance an administrator's)";
    const gitlab = await openGitlab(invocation, command, needs);
    try {
      const iam = await openKeyAccess(invocation, command);
      try {
        const world = {
          ...createMigrateWorld(folder, command, run),
          aws: iam.aws,
          tell: output.note,
          readPlaces: async (signal: AbortSignal) => {
            const places: KeyPlace[] = [];
            for (const target of targets)
              places.push(...(await placesOf(gitlab.api, target, names, { guard: run.guard, signal })));
            return places;
          },
        };
        const told = { settings, dryRun: options.isOn(specs.dryRun), idName: names.id };
        const result: RetireResult = await retireKeys(told, iam.caller, world, run, (step, sharedBy) =>
          agreeToStep(step, sharedBy, invocation),
        );
        output.result(result, (style) => migrationRetireText(result, style));
        return 0;
      } finally {
        iam.close();
      }
    } finally {
      gitlab.close();
    }
  },
};

/** Asks for one step. Who else loses something by it is said first, whether or not anybody is asked. */
function agreeToStep(step: ToldRetireStep, sharedBy: readonly string[], invocation: Invocation) {
  const { options, output } = invocation;
  const warning = sharedKeyText(step, sharedBy);
  if (warning !== null && options.isOn(specs.yes)) output.note(warning);
  return agree(warning === null ? retireStepText(step) : `${warning}\n${retireStepText(step)}`, invocation);
}

/** Asks for a step where somebody is there to be asked. */
export async function agree(question: string, { options, io, run, output }: Invocation) {
  if (options.isOn(specs.yes)) return "yes" as const;
  const { ask } = io;
  if (ask === undefined || options.isOn(commonOptions[1])) {
    output.note(`not done without --yes: ${question}`);
    return "nobody" as const;
  }
  const answer = await run.pause(() => ask(`${question}? [y/N] `, run.signal));
  return /^\s*y(?:es)?\s*$/i.test(answer) ? ("yes" as const) : ("no" as const);
}

type Api = Pick<Awaited<ReturnType<typeof openGitlab>>["api"], "listVariables" | "deleteVariable">;

async function placesOf(
  api: Api,
  target: GitlabTarget,
  names: { readonly id: string; readonly secret: string },
  { guard, signal }: Pick<Run, "guard" | "signal">,
): Promise<KeyPlace[]> {
  const owner = variableOwner(target);
  const variables = await api.listVariables(owner, signal);
  for (const { key, value } of variables) if (key === names.secret && value !== null) guard(value);
  const scopes = variables.flatMap(({ key, environmentScope, value }) =>
    key === names.id ? [{ environmentScope, keyId: value?.reveal().trim() ?? null }] : [],
  );
  return scopes.map(({ environmentScope, keyId }) => ({
    name: scopeName(target, environmentScope),
    sharedBy: target.kind === "gitlab-project" ? null : target.name,
    keyId,
    remove: async (abort) => {
      for (const key of [names.secret, names.id]) await api.deleteVariable(owner, { key, environmentScope }, abort);
    },
  }));
}

function readTargets(invocation: Invocation): readonly GitlabTarget[] {
  const named = invocation.options.list(specs.target);
  const targets = (named.length === 0 ? [`gitlab-project:${readProjectPath(invocation, command)}`] : named).map(
    parseTarget,
  );
  const other = targets.find((target) => !isGitlabTarget(target));
  if (other === undefined) return targets.filter(isGitlabTarget);
  throw invalid(
    `--target is ${JSON.stringify(other.name)}; it must be gitlab-project:…, gitlab-group:… or gitlab-instance.`,
  );
}

function readNames({ options }: Invocation) {
  const names = {
    id: options.text(specs.idVariable) ?? "AWS_ACCESS_KEY_ID",
    secret: options.text(specs.secretVariable) ?? "AWS_SECRET_ACCESS_KEY",
  };
  const wrong = [names.id, names.secret].find((name) => !/^\w{1,255}$/.test(name));
  if (wrong !== undefined) throw invalid(`${JSON.stringify(wrong)} isn't a variable's name.`);
  if (names.id === names.secret) throw invalid("--id-variable and --secret-variable name the same.");
  return names;
}

/** Milliseconds. */
function readSpan({ options }: Invocation, spec: OptionSpec, fallback: number): number {
  const found = options.find(spec);
  const most = 3650 * 86_400;
  return (found === null ? fallback : parseTime(found.value, { option: found.source, least: 0, most, command })) * 1000;
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command });
}
