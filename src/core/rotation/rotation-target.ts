import { GitlabEcrError } from "../errors/index.ts";

/** GitLab's CI/CD variables, of a project, a group or the whole instance. */
export type GitlabTarget =
  | { readonly kind: "gitlab-project" | "gitlab-group"; readonly name: string; readonly path: string }
  | { readonly kind: "gitlab-instance"; readonly name: string };

/** Where a key is stored, as an option names it. */
export type TargetSpec =
  | GitlabTarget
  | { readonly kind: "secretsmanager"; readonly name: string; readonly secretId: string }
  | { readonly kind: "stdout"; readonly name: string };

/**
 * Reads `gitlab-project:PATH`, `gitlab-group:PATH`, `gitlab-instance`, `secretsmanager:ARN-or-NAME` or `stdout`. Throws
 * `input-invalid`.
 */
export function parseTarget(text: string): TargetSpec {
  if (text === "stdout" || text === "gitlab-instance") return { kind: text, name: text };
  // An ARN has colons of its own.
  const [, kind, rest = ""] = /^([a-z-]+):(.*)$/s.exec(text) ?? [];
  if ((kind === "gitlab-project" || kind === "gitlab-group") && isPath(rest, kind)) {
    return { kind, name: `${kind}:${rest}`, path: rest };
  }
  // Source: Secrets Manager, CreateSecret, Name, and the ARN that is made of it.
  if (kind === "secretsmanager" && /^[\w/+=.@:-]{1,2048}$/.test(rest)) {
    return { kind, name: text, secretId: rest };
  }
  const reason = `--target is ${JSON.stringify(text)}; it must be gitlab-project:GROUP/PROJECT, gitlab-group:GROUP, gitlab-instance, secretsmanager:NAME or stdout.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "rotate" });
}

/** Whether a target is GitLab's. */
export function isGitlabTarget(spec: TargetSpec): spec is GitlabTarget {
  return spec.kind !== "secretsmanager" && spec.kind !== "stdout";
}

/** Whose variables a target is. */
export function variableOwner(target: GitlabTarget) {
  switch (target.kind) {
    case "gitlab-project":
      return { kind: "project", path: target.path } as const;
    case "gitlab-group":
      return { kind: "group", path: target.path } as const;
    case "gitlab-instance":
      return { kind: "instance" } as const;
  }
}

/** What one environment scope of a target is called. An instance's variables have no other than `*`. */
export function scopeName({ kind, name }: GitlabTarget, environmentScope: string): string {
  return kind === "gitlab-instance" ? name : `${name}, scope ${environmentScope}`;
}

/** A path, or the number by which GitLab knows a project or group. */
function isPath(text: string, kind: "gitlab-project" | "gitlab-group"): boolean {
  if (/^\d+$/.test(text)) return true;
  const part = String.raw`[A-Za-z0-9_.][\w.-]*`;
  return new RegExp(`^${part}(?:/${part})${kind === "gitlab-project" ? "+" : "*"}$`).test(text);
}
