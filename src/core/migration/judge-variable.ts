import type { CredentialUse } from "../pipeline/index.ts";
import { componentVariables, defaultVariables } from "./component-variables.ts";
import type { ConcernedVariable, PlanOfVariables, VariableTaker } from "./concerned-variable.ts";
import type { ListedVariable } from "./listed-variable.ts";

/** A variable, with what is known beside it. */
export interface Situation {
  readonly variable: ListedVariable;
  readonly variables: readonly ListedVariable[];
  readonly plan: PlanOfVariables;
  readonly takers: readonly VariableTaker[];
}

type Judged = Pick<ConcernedVariable, "concern" | "why" | "fate">;

const rules: readonly ((situation: Situation) => Judged | null)[] = [
  ownKey,
  namedCredentials,
  dockerConfig,
  heldCredentials,
  otherKey,
  takenValue,
  secretBesideKey,
  overriding,
  inputValue,
];

/** Whether a migration concerns a variable, why, and what becomes of it: the first rule that knows. */
export function judge(situation: Situation): Judged | null {
  for (const rule of rules) {
    const judged = rule(situation);
    if (judged !== null) return judged;
  }
  return null;
}

const keyNames: ReadonlyMap<string, string> = new Map([
  ["AWS_ACCESS_KEY_ID", "the id of the access key"],
  ["AWS_SECRET_ACCESS_KEY", "the access key's secret"],
  ["AWS_SESSION_TOKEN", "the session that a temporary key belongs to"],
]);

/** The variables that AWS's tools take keys from, whatever the pipeline says. */
function ownKey({ variable, variables, plan, takers }: Situation): Judged | null {
  const what = keyNames.get(variable.key);
  if (what === undefined) return null;
  const [first, last] =
    plan.phase === "dual"
      ? ["aws commands, and the login where the ID token fails, take", ""]
      : ["aws commands take", "; the login doesn't any more"];
  const why = `${first} ${what} from it${last}.${takenBy(takers)}`;
  return { concern: "key", why, fate: fateOfKey(variable, variables, plan) };
}

function fateOfKey(
  variable: ListedVariable,
  variables: readonly ListedVariable[],
  { phase }: Pick<PlanOfVariables, "phase">,
): string {
  if (variable.key === "AWS_SESSION_TOKEN")
    return "migrate retire leaves it: delete it by hand once nothing takes the key.";
  const id = variables.find((one) => one.key === "AWS_ACCESS_KEY_ID" && isBeside(one, variable));
  if (id === undefined) return "migrate retire finds no AWS_ACCESS_KEY_ID of its scope beside it: delete it by hand.";
  if (id.content !== "key-id") return fateOfUnknownKey(id);
  const stays = phase === "dual" ? "Stays for the fallback" : "Stays";
  return `${stays}, until migrate retire${targetOf(variable)} deletes it with its key.`;
}

/** migrate retire refuses where the id's variable doesn't tell the key. */
function fateOfUnknownKey({ key, content }: ListedVariable): string {
  const reason =
    content === "unseen"
      ? "is hidden"
      : content === "reference"
        ? "takes its value from another variable"
        : "holds no key's id";
  return `migrate retire can't tell which key it is, as ${key} ${reason}: delete it by hand once nothing takes it.`;
}

/** The option by which migrate retire takes the variables of a group or the instance. */
function targetOf({ level, path }: ListedVariable): string {
  if (level === "project") return "";
  return level === "group" ? ` --target gitlab-group:${path}` : " --target gitlab-instance";
}

/** Names that AWS's tools read, of profiles and files. */
function namedCredentials({ variable: { key } }: Situation): Judged | null {
  const what = credentialNames[key];
  if (what === undefined) return null;
  const fate = "Stays; migrate retire doesn't touch it, nor keys that it leads to.";
  return { concern: "credentials", why: `aws commands take ${what}.`, fate };
}

const credentialNames: Readonly<Record<string, string | undefined>> = {
  AWS_PROFILE: "the credentials of the profile that it names",
  AWS_DEFAULT_PROFILE: "the credentials of the profile that it names",
  AWS_SHARED_CREDENTIALS_FILE: "their credentials from this file",
  AWS_CONFIG_FILE: "their profiles from this file",
};

function dockerConfig({ variable: { key, content } }: Situation): Judged | null {
  const concern = "docker-config";
  const runner = key === "DOCKER_AUTH_CONFIG";
  if (content === "ecr-password" || content === "ecr-helper") {
    const holds =
      content === "ecr-password" ? "It holds a login to ECR" : "It names ECR's credential helper, which takes AWS keys";
    const use = runner ? ": runners pull jobs' images with it, and newer docker command lines prefer it." : ".";
    const fate = "Stays: delete it by hand once nothing pulls or pushes with it.";
    return { concern, why: `${holds}${use}`, fate };
  }
  if (!runner || content !== "unseen") return null;
  const why = "Runners pull jobs' images with it. It is hidden: whether it logs in to ECR can't be seen.";
  return { concern, why, fate: "Stays: look at where its value is kept whether it names ECR." };
}

function heldCredentials({ variable: { content }, takers }: Situation): Judged | null {
  if (content !== "credentials-file") return null;
  const why = `It holds AWS keys, in the form of a credentials file.${takenBy(takers)}`;
  const fate = "Stays; migrate retire doesn't see the keys in it: delete them and it by hand.";
  return { concern: "credentials", why, fate };
}

/** A key's id under a name of its own. */
function otherKey(situation: Situation): Judged | null {
  const { variable, takers } = situation;
  if (variable.content !== "key-id") return null;
  const why = `Its value is an access key's id.${takenBy(takers)}`;
  return { concern: "key", why, fate: fateOfNamedKey(situation) };
}

function fateOfNamedKey({ variable, variables, plan: { inputs, phase, takers } }: Situation): string {
  const { key } = variable;
  const handedOn = takers.some((one) => one.name === key && one.inScript === false);
  const fallback =
    handedOn || inputs.has("access_key_id_env") || phase === "oidc"
      ? ""
      : " The fallback takes it only where the job has the pair as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY before the login, or the inputs access_key_id_env and secret_access_key_env name it.";
  const isSecret = takers.some(({ name, use }) => name === key && use === "secret-key");
  const [id, secret] = isSecret ? [onlyTaken(takers, "key-id"), key] : [key, onlyTaken(takers, "secret-key")];
  const idVariable = variables.find((one) => one.key === id && isBeside(one, variable));
  if (idVariable !== undefined && idVariable.content !== "key-id") return fateOfUnknownKey(idVariable);
  const options = `${targetOf(variable)} --id-variable ${id} --secret-variable ${secret}`;
  return `Stays, until migrate retire${options} deletes it with its key.${fallback}`;
}

/** The one variable that is taken for a use; a word in capitals where that isn't known. */
function onlyTaken(takers: readonly VariableTaker[], wanted: CredentialUse): string {
  const names = new Set(takers.flatMap(({ name, use }) => (use === wanted ? [name] : [])));
  const [only] = names;
  return names.size === 1 && only !== undefined ? only : "NAME";
}

/** What the pipeline's commands hand on as a password or as part of a key. */
function takenValue(situation: Situation): Judged | null {
  const { takers } = situation;
  const [taker] = takers;
  if (taker === undefined) return null;
  const uses = new Set(takers.map(({ use }) => use));
  const why = takenBy(takers).trim();
  if (uses.has("key-id") || uses.has("secret-key")) {
    return { concern: "key", why, fate: fateOfNamedKey(situation) };
  }
  if (uses.has("session-token") || uses.has("credentials-file")) {
    return { concern: "credentials", why, fate: "Stays; migrate retire doesn't touch it: delete it by hand." };
  }
  const left = takers.find(({ replaced }) => replaced === false);
  const fate =
    left !== undefined
      ? "Stays in use: that login is left as it is."
      : taker.replaced === null
        ? "Delete it by hand once no login takes it."
        : "The component logs in without it: delete it by hand once nothing else takes it.";
  return { concern: "password", why, fate };
}

/** What looks like a secret counts where it can be nothing else. */
function secretBesideKey({ variable, variables, plan }: Situation): Judged | null {
  if (variable.content !== "secret-shape" || !/SECRET/i.test(variable.key)) return null;
  const id = variables.find((one) => one.content === "key-id" && isBeside(one, variable));
  if (id === undefined && !/AWS/i.test(variable.key)) return null;
  const beside = id === undefined ? "" : `, and ${id.key} beside it holds a key's id`;
  const why = `It has the name and form of a secret access key${beside}.`;
  const pair = [
    { name: variable.key, use: "secret-key" },
    { name: id?.key ?? "NAME", use: "key-id" },
  ] as const;
  const takers = pair.map((one) => ({ ...one, by: "", inScript: null, replaced: null }));
  return { concern: "key", why, fate: fateOfNamedKey({ variable, variables, plan: { ...plan, takers }, takers }) };
}

/** What wins over the component's own variables. */
function overriding({ variable: { key }, plan }: Situation): Judged | null {
  if (key === "DOCKER_CONFIG") {
    const why = "It wins over the folder of its own that the component gives each job.";
    return { concern: "input", why, fate: "Delete it for the jobs that log in: they would share one config.json." };
  }
  const input = componentVariables.get(key);
  if (input === undefined) return null;
  const why = `It wins over the component's input ${input}${plan.inputs.has(input) ? ", which the pipeline gives" : ""}.`;
  return { concern: "input", why, fate: "Stays, and counts: delete it where the input shall." };
}

/** What the component's inputs take by default. */
function inputValue({ variable: { key }, plan }: Situation): Judged | null {
  const input = key === "AWS_DEFAULT_REGION" ? "region" : defaultVariables.get(key);
  if (input === undefined) return null;
  const given = plan.inputs.has(input);
  if (given && input !== "role_arn" && input !== "region") return null;
  const first = key === "AWS_DEFAULT_REGION" ? "Without AWS_REGION, the" : "The";
  const why = given
    ? `aws commands may take it; the login takes the component's input ${input}.`
    : `${first} component takes its input ${input} from it, as the pipeline gives none.`;
  return { concern: "input", why, fate: given ? "Stays." : "Stays, and counts: every job that logs in must see it." };
}

function takenBy(takers: readonly VariableTaker[]): string {
  const [first, ...others] = takers;
  if (first === undefined) return "";
  const what = first.use === null ? "a password or key" : useNames[first.use];
  const places = new Set(others.map(({ by }) => by));
  places.delete(first.by);
  const more = places.size === 0 ? "" : `, and in ${places.size} other ${places.size === 1 ? "place" : "places"}`;
  return ` ${first.by} takes ${what} from it${more}.`;
}

const useNames: Readonly<Record<CredentialUse, string>> = {
  password: "a login's password",
  "key-id": "a key's id",
  "secret-key": "a key's secret",
  "session-token": "a session token",
  "credentials-file": "AWS's credentials file",
};

/** Whether both are of one owner and scope. */
function isBeside(one: ListedVariable, other: ListedVariable): boolean {
  return one.level === other.level && one.path === other.path && one.environmentScope === other.environmentScope;
}
