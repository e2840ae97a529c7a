import { suggestCondition } from "../policy/index.ts";
import { oneOrMany, type PolicyDocument, type PolicyStatement, policyDocument } from "./policy-document.ts";
import type { ReadGitlab } from "./read-gitlab.ts";
import type { SubComponent } from "./read-sub-components.ts";
import type { GitlabPlan } from "./setup-plan.ts";

type Project = GitlabPlan["projects"][number];

/**
 * The trust policy: a statement a project, since alternatives within one would mix the projects' paths and ids. Exact
 * values, but for the wildcards that were asked for.
 */
export function trustPolicy(gitlab: ReadGitlab, providerArn: string): PolicyDocument {
  const several = gitlab.projects.length > 1;
  return policyDocument(
    ...gitlab.projects.map(
      (project, index): PolicyStatement => ({
        Sid: several ? `GitLabProject${index + 1}` : "GitLabProject",
        Effect: "Allow",
        Principal: { Federated: providerArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: conditionFor(project, gitlab),
      }),
    ),
  );
}

function conditionFor(project: Project, gitlab: ReadGitlab): NonNullable<PolicyStatement["Condition"]> {
  const { issuer, audience, view } = gitlab;
  const id = project.id === null ? {} : { project_id: project.id };
  const blocks = subsOf(project, gitlab).map(
    (sub) => suggestCondition({ iss: issuer, aud: audience, sub, ...id }).StringEquals ?? {},
  );
  const subKey = `${view.prefix}:sub`;
  const { [subKey]: _sub, ...others } = blocks[0] ?? {};
  const subs = oneOrMany(blocks.map((block) => block[subKey] ?? ""));
  const isProtected = gitlab.protectedOnly && view.claims.includes("ref_protected");
  const exact = { ...others, ...(isProtected ? { [`${view.prefix}:ref_protected`]: "true" } : {}) };
  const hasWildcard = [gitlab.branches, gitlab.tags, gitlab.environments].flat().some((name) => /[*?]/.test(name));
  return hasWildcard
    ? { StringEquals: exact, StringLike: { [subKey]: subs } }
    : { StringEquals: withSub(exact, `${view.prefix}:aud`, { [subKey]: subs }) };
}

/** The condition's usual order: audience, sub, the rest. */
function withSub<T>(keys: Readonly<Record<string, T>>, first: string, sub: Readonly<Record<string, T>>) {
  const { [first]: audience, ...others } = keys;
  return { ...(audience === undefined ? {} : { [first]: audience }), ...sub, ...others };
}

/** Every `sub` that is admitted: each ref with each environment. */
function subsOf(project: Project, { components, branches, tags, environments }: ReadGitlab): string[] {
  const refs = [...branches.map((ref) => ({ type: "branch", ref })), ...tags.map((ref) => ({ type: "tag", ref }))];
  const places = refs.length === 0 ? [{ type: "", ref: "" }] : refs;
  const stages = environments.length === 0 ? [""] : environments;
  return places.flatMap(({ type, ref }) =>
    stages.map((environment) => {
      const values: Readonly<Record<SubComponent, string>> = {
        project_path: project.path,
        project_id: project.id ?? "",
        ref_type: type,
        ref,
        // Where sub tells, only what is protected gets in: there is no safe reason to ask for the opposite.
        ref_protected: "true",
        environment,
        environment_protected: "true",
      };
      return components.map((name) => `${name}:${values[name]}`).join(":");
    }),
  );
}
