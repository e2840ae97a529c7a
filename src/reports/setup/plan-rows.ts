import type { SetupPlan } from "../../core/setup/index.ts";

/** What is made or meant, row by row. */
export function planRows(plan: SetupPlan): { readonly name: string; readonly value: string }[] {
  const { provider, role, user, gitlab, repositories, access, region } = plan;
  const identity = role ?? user;
  const row = (name: string, value: string | null | undefined) => (value ? [{ name, value }] : []);
  return [
    ...row("provider", provider?.arn),
    ...row("audience", gitlab?.audience),
    ...row("role", role?.arn),
    ...row("user", user?.arn),
    ...row("boundary", identity?.permissionsBoundary),
    ...row("session", role === null ? null : `${role.maxSessionDuration} seconds at most`),
    ...(gitlab?.projects ?? []).flatMap(({ path, id }) => row("project", id === null ? path : `${path} (id ${id})`)),
    ...row("branches", gitlab?.branches.join(", ")),
    ...row("tags", gitlab?.tags.join(", ")),
    ...row("environments", gitlab?.environments.join(", ")),
    ...row("protected only", gitlab?.protectedOnly ? "yes" : null),
    ...row("sub", gitlab?.subComponents?.join(", ")),
    ...row("access", { push: "push and pull", pull: "pull", audit: "read IAM and ECR" }[access]),
    ...row("region", region),
    ...repositories.flatMap(({ host, name, create }) =>
      row("repository", `${host}/${name}${create === null ? "" : ", to be made"}`),
    ),
  ];
}
