import { dockerConfigLogin } from "../pipeline/index.ts";
import type { Secret } from "../secret/index.ts";

/** Whose variable it is, and which; its value isn't here. */
export interface ListedVariable {
  readonly key: string;
  readonly level: "project" | "group" | "instance";
  /** Path of the project or group; null for the instance. */
  readonly path: string | null;
  /** `*`: all environments. */
  readonly environmentScope: string;
  readonly type: "env_var" | "file";
  readonly protected: boolean;
  readonly masked: boolean;
  readonly hidden: boolean;
  readonly raw: boolean;
  readonly content: VariableContent;
}

/**
 * What is kept of a value: whether it is an access key's id (`key-id`), has the form of a secret access key
 * (`secret-shape`), is a credentials file of AWS's, a docker configuration with ECR's password or helper, takes its value
 * from other variables (`reference`), or can't be seen (`unseen`).
 */
export type VariableContent =
  | "key-id"
  | "secret-shape"
  | "credentials-file"
  | "ecr-password"
  | "ecr-helper"
  | "reference"
  | "unseen"
  | "other";

/** A variable with its value, as GitLab lists it; the value is null for a hidden one. */
export interface ValuedVariable extends Omit<ListedVariable, "level" | "path" | "content"> {
  readonly value: Secret | null;
}

/** Whose variables they are. */
export type VariablePlace = Pick<ListedVariable, "level" | "path">;

/** What a plan keeps of a variable. */
export function listedVariable(variable: ValuedVariable, { level, path }: VariablePlace): ListedVariable {
  const { key, environmentScope, type, masked, hidden, raw } = variable;
  const content = contentOf(variable);
  return { key, level, path, environmentScope, type, protected: variable.protected, masked, hidden, raw, content };
}

// Source: IAM user guide, "Understanding unique ID prefixes": AKIA of users' keys, ASIA of temporary ones.
const keyId = /^(?:AKIA|ASIA)[A-Z0-9]{16}$/;

function contentOf({ value, raw }: ValuedVariable): VariableContent {
  if (value === null) return "unseen";
  const text = value.reveal().trim();
  if (keyId.test(text)) return "key-id";
  if (/aws_(?:access_key_id|secret_access_key)\s{0,9}=/i.test(text)) return "credentials-file";
  const login = dockerConfigLogin(text);
  if (login !== null) return login === "helper" ? "ecr-helper" : "ecr-password";
  if (!raw && /\$\w|\$\{/.test(text)) return "reference";
  return /^[A-Za-z0-9/+=]{40}$/.test(text) ? "secret-shape" : "other";
}
