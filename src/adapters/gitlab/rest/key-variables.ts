import { GitlabEcrError } from "../../../core/errors/index.ts";
import {
  type GitlabTarget,
  type PairNames,
  scopeName,
  variableChange,
  variableOwner,
} from "../../../core/rotation/index.ts";
import { Secret } from "../../../core/secret/index.ts";
import type { gitlabApi } from "./gitlab-api.ts";
import type { CiVariable, VariableOwner } from "./variables.ts";

type Api = Pick<ReturnType<typeof gitlabApi>, "listVariables" | "updateVariable">;
/** The id of an access key and its secret. */
export interface Pair {
  readonly id: string;
  readonly secret: Secret;
}

/**
 * The access keys in the variables of a project, a group or the instance: a place for each environment scope that has a variable for the
 * key id. All flags, descriptions and scopes stay as they are.
 */
export function keyVariables(api: Api, target: GitlabTarget, names: PairNames) {
  const owner = variableOwner(target);
  return {
    name: target.name,
    async read(signal: AbortSignal) {
      const variables = await api.listVariables(owner, signal);
      return variables
        .filter(({ key }) => key === names.id)
        .map((id) => {
          const { environmentScope } = id;
          const secret = variables.find((one) => one.key === names.secret && one.environmentScope === environmentScope);
          const place = scopeName(target, environmentScope);
          return {
            name: place,
            readable: secret?.value === null ? ("id" as const) : ("pair" as const),
            keyId: id.value === null || isReference(id) ? null : id.value.reveal().trim(),
            secret: secret?.value ?? null,
            previous: null,
            problem: problemOf(place, id, secret, names) ?? loneSecret(target, variables, names),
            store: (pair: Pair, abort: AbortSignal) => store(api, owner, { place, id, secret }, pair, abort),
          };
        });
    },
  };
}

function problemOf(place: string, id: CiVariable, secret: CiVariable | undefined, names: PairNames): string | null {
  if (id.value === null) {
    return `${place}: ${names.id} is hidden, so that GitLab tells nobody which key stands there; make that variable anew, masked at most, as a key id isn't secret`;
  }
  if (isReference(id)) {
    return `${place}: ${names.id} takes its value from another variable, so that nobody can see which key jobs get there; store the key itself, or remove both variables of this scope`;
  }
  return secret === undefined ? `${place} has ${names.id}, but no ${names.secret} of the same scope` : null;
}

/** Whether GitLab puts another variable's value in: whose key that is, this one doesn't tell. */
function isReference({ value, raw }: CiVariable): boolean {
  return !raw && value?.reveal().includes("$") === true;
}

/** A secret of a narrower scope would stand beside the new id in the jobs of that scope. */
function loneSecret(target: GitlabTarget, variables: readonly CiVariable[], names: PairNames): string | null {
  const withId = new Set(variables.filter(({ key }) => key === names.id).map((one) => one.environmentScope));
  const lone = variables.find((one) => one.key === names.secret && !withId.has(one.environmentScope));
  if (lone === undefined) return null;
  return `${scopeName(target, lone.environmentScope)} has ${names.secret}, but no ${names.id} of the same scope: jobs there would get it beside another key's id`;
}

interface Variables {
  readonly place: string;
  readonly id: CiVariable;
  readonly secret: CiVariable | undefined;
}

/**
 * Writes the secret, then the id: an id that stands there has its secret beside it. GitLab can't change both at once, so
 * that a job which starts between the two gets a pair that AWS refuses. Where the id can't be written, the old secret is
 * put back.
 */
async function store(
  api: Api,
  owner: VariableOwner,
  { place, id, secret }: Variables,
  pair: Pair,
  signal: AbortSignal,
): Promise<void> {
  if (secret === undefined) throw new Error(`${place} has no variable for the secret.`);
  const changeTo = (variable: CiVariable, value: Secret) => {
    const change = variableChange(value.reveal(), variable);
    if (change === null) throw unmaskable(place, variable.key);
    return { value, ...change };
  };
  const [newSecret, newId] = [changeTo(secret, pair.secret), changeTo(id, new Secret(pair.id))];
  await api.updateVariable(owner, secret, newSecret, signal);
  try {
    await api.updateVariable(owner, id, newId, signal);
  } catch (error) {
    const old = secret.value;
    // Should that fail, too: what it began with says more.
    if (old !== null && !signal.aborted) {
      await api.updateVariable(owner, secret, { value: old }, signal).catch(() => undefined);
    }
    throw error;
  }
}

function unmaskable(place: string, key: string): GitlabEcrError {
  const reason = `${place}: ${key} is masked, and GitLab can't mask the new value. Nothing was stored there.`;
  const remedy = [
    "Let GitLab mask it: set the variable to be raw (not expanded), which allows all characters but blanks.",
    "Then run the same command again.",
  ];
  return new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
}
