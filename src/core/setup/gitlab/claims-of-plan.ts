import type { SetupPlan } from "../setup-plan.ts";

/**
 * Claims that a job's token would carry where the plan admits it: of its first project, on its first branch or tag. Null
 * for a plan without a role, or whose names are all patterns.
 */
export function claimsOfPlan({ gitlab, role }: SetupPlan): Readonly<Record<string, string>> | null {
  const project = gitlab?.projects[0];
  if (gitlab === null || role === null || project === undefined) return null;
  const isPlain = (name: string) => !/[*?]/.test(name);
  const branch = gitlab.branches.find(isPlain);
  const tag = gitlab.tags.find(isPlain);
  const ref = branch ?? tag;
  if (ref === undefined) return null;
  const environment = gitlab.environments.find(isPlain);
  const claims: Record<string, string> = {
    iss: gitlab.issuer,
    aud: gitlab.audience,
    project_path: project.path,
    namespace_path: project.path.split("/").slice(0, -1).join("/"),
    ...(project.id === null ? {} : { project_id: project.id }),
    ref,
    ref_type: branch === undefined ? "tag" : "branch",
    ref_protected: "true",
    ...(environment === undefined ? {} : { environment, environment_protected: "true" }),
  };
  const components = gitlab.subComponents ?? ["project_path", "ref_type", "ref"];
  return { ...claims, sub: components.map((name) => `${name}:${claims[name] ?? ""}`).join(":") };
}
