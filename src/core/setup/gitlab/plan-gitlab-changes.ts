import type { SetupPlan } from "../setup-plan.ts";

/** What shall be changed in GitLab, beside the file. */
export interface GitlabWishes {
  readonly subComponents: boolean;
  readonly variables: boolean;
}

/** A variable that is there already. */
export interface ExistingVariable {
  readonly key: string;
  /** Null where GitLab doesn't show it, or it is masked. */
  readonly value: string | null;
  /** Whether it is the value wanted. */
  readonly same: boolean;
  readonly environmentScope: string;
  readonly protected: boolean;
}

/** One change in a project, or why there is none. */
export type GitlabChange =
  | {
      readonly kind: "sub-components";
      readonly project: string;
      readonly status: "change" | "keep";
      readonly from: readonly string[] | null;
      readonly to: readonly string[];
    }
  | {
      readonly kind: "variable";
      readonly project: string;
      readonly status: "create" | "keep" | "conflict";
      readonly key: string;
      readonly value: string;
      /** What is there instead, in words; null where nothing is. */
      readonly found: string | null;
    };

/** The CI/CD variables that hold no secret and that jobs read: role and region. */
export function variablesOfPlan({
  role,
  region,
}: SetupPlan): readonly { readonly key: string; readonly value: string }[] {
  return [
    ...(role === null ? [] : [{ key: "GITLAB_ECR_ROLE_ARN", value: role.arn }]),
    { key: "AWS_REGION", value: region },
  ];
}

/** The change of what a project composes `sub` of. */
export function subComponentsChange(
  project: string,
  from: readonly string[] | null,
  to: readonly string[],
): GitlabChange {
  const same = from !== null && from.join() === to.join();
  return { kind: "sub-components", project, status: same ? "keep" : "change", from, to };
}

/** The change of one variable, for all environments. A value that somebody else set is a conflict. */
export function variableChange(
  project: string,
  wanted: { readonly key: string; readonly value: string },
  existing: readonly ExistingVariable[],
): GitlabChange {
  const found = existing.find(({ key, environmentScope }) => key === wanted.key && environmentScope === "*");
  const change = { kind: "variable", project, ...wanted } as const;
  if (found === undefined) return { ...change, status: "create", found: null };
  if (found.same) return { ...change, status: "keep", found: found.protected ? "protected" : null };
  return { ...change, status: "conflict", found: found.value ?? "a value that is masked" };
}
