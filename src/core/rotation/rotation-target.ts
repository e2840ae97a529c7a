import { GitlabEcrError } from "../errors/index.ts";

/** Where a key is stored, as an option names it. */
export type TargetSpec =
  | { readonly kind: "gitlab-project" | "gitlab-group"; readonly name: string; readonly path: string }
  | { readonly kind: "secretsmanager"; readonly name: string; readonly secretId: string }
  | { readonly kind: "stdout"; readonly name: string };

/** Reads `gitlab-project:PATH`, `gitlab-group:PATH`, `secretsmanager:ARN-or-NAME` or `stdout`. Throws `input-invalid`. */
export function parseTarget(text: string): TargetSpec {
  if (text === "stdout") return { kind: "stdout", name: text };
  // An ARN has colons of its own.
  const [, kind, rest = ""] = /^([a-z-]+):(.*)$/s.exec(text) ?? [];
  if ((kind === "gitlab-project" || kind === "gitlab-group") && isPath(rest, kind)) {
    return { kind, name: `${kind}:${rest}`, path: rest };
  }
  // Source: Secrets Manager, CreateSecret, Name, and the ARN that is made of it.
  if (kind === "secretsmanager" && /^[\w/+=.@:-]{1,2048}$/.test(rest)) {
    return { kind, name: text, secretId: rest };
  }
  const reason = `--target is ${JSON.stringify(text)}; it must be gitlab-project:GROUP/PROJECT, gitlab-group:GROUP, secretsmanager:NAME or stdout.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "rotate" });
}

/** A path, or the number by which GitLab knows a project or group. */
function isPath(text: string, kind: "gitlab-project" | "gitlab-group"): boolean {
  if (/^\d+$/.test(text)) return true;
  const part = String.raw`[A-Za-z0-9_.][\w.-]*`;
  return new RegExp(`^${part}(?:/${part})${kind === "gitlab-project" ? "+" : "*"}$`).test(text);
}
