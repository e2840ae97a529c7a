import { GitlabEcrError } from "../../core/errors/index.ts";

/**
 * A role's policy from a text: the document itself, or what `aws iam get-role` and the like printed around it. Throws
 * `input-invalid` for what isn't JSON.
 */
export function readPolicy(text: string, path: string, option: string): unknown {
  try {
    // Windows editors put a byte order mark before the text.
    return documentIn(JSON.parse(text.replace(/^\ufeff/, "")));
  } catch {
    // The parser's message quotes the text, which may be anything.
    const reason = `${path === "-" ? "Standard input" : path} (${option}) isn't JSON.`;
    throw new GitlabEcrError("input-invalid", { reason, command: "doctor" });
  }
}

interface AwsOutput {
  readonly Role?: { readonly AssumeRolePolicyDocument?: unknown };
  readonly PolicyDocument?: unknown;
  readonly PolicyVersion?: { readonly Document?: unknown };
}

function documentIn(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { Role, PolicyDocument, PolicyVersion } = value as AwsOutput;
  return Role?.AssumeRolePolicyDocument ?? PolicyDocument ?? PolicyVersion?.Document ?? value;
}
