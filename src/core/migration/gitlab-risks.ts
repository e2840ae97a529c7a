import { componentVariables } from "./component-variables.ts";
import type { ConcernedVariable } from "./concerned-variable.ts";

/** Something that may go wrong, with the place in the pipeline where it has one. */
export interface PlanRisk {
  readonly file: string | null;
  readonly line: number | null;
  readonly job: string | null;
  readonly message: string;
}

/** What GitLab says of a project that bears on its migration; null for what it didn't tell. */
export interface ProjectCircumstances {
  /** GitLab's version, `18.7.1-ee`. */
  readonly version: string | null;
  readonly defaultBranch: string | null;
  /** Whether the default branch is protected. */
  readonly defaultProtected: boolean | null;
  /** Groups that the project is shared with, and the level that their members have at most. */
  readonly sharedWith: readonly { readonly path: string; readonly level: number }[];
}

/** What GitLab's answers say may go wrong, where that can be told. */
export function gitlabRisks(
  circumstances: ProjectCircumstances,
  variables: readonly ConcernedVariable[],
  inputs: ReadonlySet<string>,
): readonly PlanRisk[] {
  const messages = [
    ...versionRisks(circumstances),
    ...branchRisks(circumstances),
    ...sharingRisks(circumstances),
    ...protectionRisks(variables),
    ...scopeRisks(variables),
    ...groupRisks(variables),
    ...inputRisks(variables, inputs),
  ];
  return messages.map((message) => ({ file: null, line: null, job: null, message }));
}

/** Sources: GitLab's CI/CD YAML reference, the histories of `id_tokens` (15.7) and of `spec:inputs` (17.0). */
function versionRisks({ version }: ProjectCircumstances): string[] {
  const match = /^(\d{1,4})\.(\d{1,4})(?:\D|$)/.exec(version ?? "");
  if (match === null) return [];
  const number = Number(match[1]) * 1000 + Number(match[2]);
  if (number < 15_007) {
    return [`GitLab is ${version}: jobs get no ID tokens before 15.7 (id_tokens). Update it before anything else.`];
  }
  if (number >= 17_000) return [];
  return [
    `GitLab is ${version}: the component needs 17.0 (spec:inputs). Until then, give jobs id_tokens of their own and run gitlab-ecr login.`,
  ];
}

function branchRisks({ defaultBranch, defaultProtected }: ProjectCircumstances): string[] {
  if (defaultBranch === null || defaultProtected !== false) return [];
  return [
    `The default branch ${defaultBranch} isn't protected: whoever may push to it runs jobs with the role, and a role for protected branches alone refuses them.`,
  ];
}

/** Roles that may push to a branch, and so run jobs. Source: GitLab, "Members API", roles. */
const levelNames: Readonly<Record<number, string | undefined>> = {
  30: "Developer",
  40: "Maintainer",
  50: "Owner",
};

function sharingRisks({ sharedWith }: ProjectCircumstances): string[] {
  return sharedWith.flatMap(({ path, level }) => {
    const name = levelNames[level];
    if (name === undefined) return [];
    return [
      `The project is shared with the group ${path} (${name}): its members run jobs on the branches they may push to, with the role where it admits these.`,
    ];
  });
}

/** Which refs a key works on today, and what that means for the role. */
function protectionRisks(variables: readonly ConcernedVariable[]): string[] {
  const keys = variables.filter(({ concern }) => concern === "key" || concern === "password");
  const [closed, open] = [keys.filter((one) => one.protected), keys.filter((one) => !one.protected)];
  return [
    ...(closed.length === 0
      ? []
      : [
          `${namesOf(closed)}: protected, so that only jobs on protected branches and tags have it. An ID token is there on all: keep the role to protected ones, too (gitlab-ecr setup --protected).`,
        ]),
    ...(open.length === 0
      ? []
      : [
          `${namesOf(open)}: not protected, so that jobs on every branch and tag have it. A role for one branch or for protected ones refuses the others: see which of them push today.`,
        ]),
  ];
}

/** Keys that only the jobs of some environments have. */
function scopeRisks(variables: readonly ConcernedVariable[]): string[] {
  const scoped = variables.filter(
    ({ concern, environmentScope }) => (concern === "key" || concern === "password") && environmentScope !== "*",
  );
  const byScope = Map.groupBy(scoped, ({ environmentScope }) => environmentScope);
  return [...byScope].map(
    ([scope, ones]) =>
      `${namesOf(ones)}: for jobs of the environment ${scope} alone. Jobs of others have none today, and get an ID token.`,
  );
}

function groupRisks(variables: readonly ConcernedVariable[]): string[] {
  const keys = variables.filter(({ concern, level }) => concern === "key" && level !== "project");
  const byOwner = Map.groupBy(keys, ({ path }) => path);
  return [...byOwner].map(([path, ones]) => {
    const others =
      path === null
        ? "every project of the instance"
        : `every project below ${path} (gitlab-ecr migrate plan --group ${path})`;
    return `${namesOf(ones)}: retiring the key takes it from ${others}.`;
  });
}

function inputRisks(variables: readonly ConcernedVariable[], inputs: ReadonlySet<string>): string[] {
  const named = variables.filter(({ concern }) => concern === "input");
  const winning = named.filter(({ key }) => key === "DOCKER_CONFIG" || inputs.has(componentVariables.get(key) ?? ""));
  const role = inputs.has("role_arn") ? [] : named.filter((one) => one.key === "AWS_ROLE_ARN" && one.protected);
  return [
    ...winning.map(
      (one) => `${one.key} (${placeOf(one)}) wins over what the component sets: jobs won't do what the pipeline says.`,
    ),
    ...role.map(
      (one) =>
        `${one.key} (${placeOf(one)}) is protected: jobs on other branches and tags have no role to log in with.`,
    ),
  ];
}

/** Each once; where they aren't the project's, with whose they are. */
function namesOf(variables: readonly ConcernedVariable[]): string {
  const names = variables.map((one) => (one.level === "project" ? one.key : `${one.key} (${placeOf(one)})`));
  return [...new Set(names)].join(", ");
}

function placeOf({ level, path }: ConcernedVariable): string {
  return path === null ? "of the instance" : level === "project" ? "of the project" : `of the group ${path}`;
}
