import { GitlabEcrError } from "../../../core/errors/index.ts";
import { Secret } from "../../../core/secret/index.ts";
import type { GitlabConnection, GitlabRequest } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import { readPages } from "./pages.ts";

/** Whose variables: a project's, a group's, or the whole instance's. */
export type VariableOwner =
  | { readonly kind: "project" | "group"; readonly path: string }
  | { readonly kind: "instance" };

/** A CI/CD variable. Sources: GitLab, "Project-level CI/CD variables API" and its siblings for groups and instances. */
export interface CiVariable {
  readonly key: string;
  /** Null for a hidden one, whose value nobody gets back. */
  readonly value: Secret | null;
  readonly type: "env_var" | "file";
  readonly protected: boolean;
  readonly masked: boolean;
  readonly hidden: boolean;
  /** Whether `$` in the value is left alone. */
  readonly raw: boolean;
  /** `*`: all environments; an instance's variables have no other. */
  readonly environmentScope: string;
  readonly description: string | null;
}

/** A variable to make. What is left out is GitLab's default: unprotected, unmasked, expanded, for all environments. */
export interface NewVariable {
  readonly key: string;
  readonly value: Secret;
  readonly type?: "env_var" | "file";
  readonly protected?: boolean;
  readonly masked?: boolean;
  /** Masked, too; can be had at the making only (GitLab 17.4). */
  readonly hidden?: boolean;
  readonly raw?: boolean;
  readonly environmentScope?: string;
  /** GitLab 16.2. */
  readonly description?: string;
}

/** What to change of a variable; the rest stays. */
export type VariableChange = Partial<Omit<NewVariable, "key" | "hidden">>;

/** All variables of an owner. */
export async function listVariables(
  connection: GitlabConnection,
  owner: VariableOwner,
  signal: AbortSignal,
): Promise<readonly CiVariable[]> {
  const request = requestFor(owner, "GET", null, `list the CI/CD variables of ${nameOf(owner)}`);
  const members = await readPages(connection, request, signal);
  return members.map((member) => variableOf(member, connection.host));
}

/** One variable, in exactly this environment scope; null where there is none. */
export async function readVariable(
  connection: GitlabConnection,
  owner: VariableOwner,
  { key, environmentScope }: VariableName,
  signal: AbortSignal,
): Promise<CiVariable | null> {
  const request = requestFor(owner, "GET", key, `read the variable ${key} of ${nameOf(owner)}`, environmentScope);
  const answer = await absentAsNull(() => connection.send(request, signal));
  return answer === null ? null : variableOf(answer.body, connection.host);
}

/** Makes a variable. Throws `gitlab-refused` where there is one of this key and scope. */
export async function createVariable(
  connection: GitlabConnection,
  owner: VariableOwner,
  { hidden, ...variable }: NewVariable,
  signal: AbortSignal,
): Promise<CiVariable> {
  const request = requestFor(owner, "POST", null, `make the variable ${variable.key} of ${nameOf(owner)}`);
  const body = {
    key: variable.key,
    ...bodyOf(owner, variable),
    ...(hidden === undefined ? {} : { masked_and_hidden: hidden }),
  };
  const answer = await connection.send({ ...request, body }, signal);
  return variableOf(answer.body, connection.host);
}

/** Changes a variable. Throws `gitlab-not-found` where there is none of this key and scope. */
export async function updateVariable(
  connection: GitlabConnection,
  owner: VariableOwner,
  { key, environmentScope }: VariableName,
  change: VariableChange,
  signal: AbortSignal,
): Promise<CiVariable> {
  const request = requestFor(owner, "PUT", key, `change the variable ${key} of ${nameOf(owner)}`, environmentScope);
  const answer = await connection.send({ ...request, body: bodyOf(owner, change) }, signal);
  return variableOf(answer.body, connection.host);
}

/** Deletes a variable. False where there was none of this key and scope. */
export async function deleteVariable(
  connection: GitlabConnection,
  owner: VariableOwner,
  { key, environmentScope }: VariableName,
  signal: AbortSignal,
): Promise<boolean> {
  const request = requestFor(owner, "DELETE", key, `delete the variable ${key} of ${nameOf(owner)}`, environmentScope);
  return (await absentAsNull(() => connection.send(request, signal))) !== null;
}

/** What tells one variable from others of its owner. */
export interface VariableName {
  readonly key: string;
  readonly environmentScope: string;
}

function requestFor(
  owner: VariableOwner,
  method: GitlabRequest["method"],
  key: string | null,
  action: string,
  environmentScope?: string,
): GitlabRequest {
  const scoped = environmentScope !== undefined && owner.kind !== "instance";
  return {
    method,
    path: `${pathOf(owner)}${key === null ? "" : `/${encodeURIComponent(key)}`}`,
    ...(scoped ? { query: { "filter[environment_scope]": environmentScope } } : {}),
    action,
    needs: needsOf(owner, method),
  };
}

function pathOf(owner: VariableOwner): string {
  if (owner.kind === "instance") return "/admin/ci/variables";
  return `/${owner.kind}s/${encodeURIComponent(owner.path)}/variables`;
}

function nameOf(owner: VariableOwner): string {
  return owner.kind === "instance" ? "the instance" : `the ${owner.kind} ${owner.path}`;
}

function needsOf(owner: VariableOwner, method: GitlabRequest["method"]): string {
  const scope = method === "GET" ? "the scope read_api or api" : "the scope api";
  if (owner.kind === "instance")
    return `${scope} (and admin_mode, where the instance has that on), of an administrator`;
  const role = owner.kind === "group" ? "Owner in the group" : "Maintainer in the project";
  return `${scope}, and the role ${role}`;
}

function bodyOf(owner: VariableOwner, variable: VariableChange): object {
  const { value, type, environmentScope, ...flags } = variable;
  return {
    ...flags,
    ...(value === undefined ? {} : { value: value.reveal() }),
    ...(type === undefined ? {} : { variable_type: type }),
    ...(environmentScope === undefined || owner.kind === "instance" ? {} : { environment_scope: environmentScope }),
  };
}

function variableOf(member: unknown, host: string): CiVariable {
  const fields = fieldsOf(member, host);
  const value = fields.optionalText("value");
  return {
    key: fields.text("key"),
    value: value === null ? null : new Secret(value),
    type: fields.optionalText("variable_type") === "file" ? "file" : "env_var",
    protected: fields.flag("protected"),
    masked: fields.flag("masked"),
    hidden: fields.flag("hidden"),
    raw: fields.flag("raw"),
    environmentScope: fields.optionalText("environment_scope") ?? "*",
    description: fields.optionalText("description"),
  };
}

/** GitLab answers 404 for the owner, too, in other words: that stays an error. */
async function absentAsNull<T>(send: () => Promise<T>): Promise<T | null> {
  try {
    return await send();
  } catch (error) {
    const absent =
      error instanceof GitlabEcrError &&
      error.code === "gitlab-not-found" &&
      /variable not found/i.test(String(error.context.reason));
    if (absent) return null;
    throw error;
  }
}
