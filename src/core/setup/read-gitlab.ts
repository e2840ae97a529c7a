import { type IssuerView, issuerView } from "../identity/index.ts";
import { readGitlabUrl, readIssuer } from "./read-issuer.ts";
import { readSubComponents, type SubComponent, usualSubComponents } from "./read-sub-components.ts";
import { quoted, refuse } from "./refuse.ts";
import type { GitlabPlan } from "./setup-plan.ts";
import type { SetupRequest } from "./setup-request.ts";

/** What is read of GitLab's side, with what AWS sees of its tokens. */
export interface ReadGitlab extends GitlabPlan {
  readonly view: IssuerView;
  readonly components: readonly SubComponent[];
}

/** Reads whose tokens shall be trusted. Throws `input-invalid` for what the issuer can't express. */
export function readGitlab(request: SetupRequest): ReadGitlab {
  const url = readGitlabUrl(request.gitlabUrl ?? "");
  const issuer = request.issuer === undefined ? url : readIssuer(request.issuer);
  const view = issuerView(issuer);
  if (view.profile.kind === "other") throw refuse(`${issuer} is ${view.profile.name}, not GitLab.`);
  const components = readSubComponents(request.subComponents);
  const [branches, tags] = [request.branches ?? [], request.tags ?? []].map((names) => names.map(readRef));
  const environments = (request.environments ?? []).map(readEnvironment);
  const asked = { branches: branches ?? [], tags: tags ?? [], environments };
  const anyRef = asked.branches.length + asked.tags.length > 0;
  const usesRef = components.includes("ref");
  const gitlab: ReadGitlab = {
    url,
    issuer,
    audience: readAudience(request.audience ?? "sts.amazonaws.com"),
    projects: readProjects(request, components),
    ...asked,
    branches: anyRef || (environments.length > 0 && !usesRef) ? asked.branches : ["main"],
    protectedOnly: request.protectedOnly ?? false,
    subComponents: request.subComponents === undefined ? null : components,
    view,
    components,
  };
  checkRefs(gitlab);
  checkEnvironments(gitlab);
  checkProtected(gitlab);
  return gitlab;
}

function readProjects({ projects = [] }: SetupRequest, components: readonly SubComponent[]): GitlabPlan["projects"] {
  if (projects.length === 0) throw refuse("There is no project whose jobs shall be trusted.", "Give --project PATH.");
  const twice = projects.find(({ path }, index) => projects.findIndex((other) => other.path === path) < index);
  if (twice !== undefined) throw refuse(`The project ${twice.path} is named twice.`);
  return projects.map(({ path, id }) => {
    if (/[*?]/.test(path)) {
      throw refuse(
        `${quoted(path)} leaves the project open; setup trusts only projects that are named.`,
        "Give --project once for each project.",
      );
    }
    // GitLab Docs, "Limitations on project and group names": letters, digits, underscores, dashes, dots.
    if (!/^\w[\w.-]*(\/\w[\w.-]*)+$/.test(path)) {
      throw refuse(`${quoted(path)} isn't a project's path; it must be GROUP/PROJECT, with all subgroups.`);
    }
    if (id !== undefined && !/^[1-9]\d*$/.test(id)) throw refuse(`${quoted(id)} isn't a project's id: digits alone.`);
    if (id === undefined && components.includes("project_id")) {
      throw refuse(
        `sub is composed of the project's id, and that of ${path} isn't known.`,
        "Give --project-id N, as the project's page or its settings show it.",
      );
    }
    return { path, id: id ?? null };
  });
}

/** Git's rules for names (git-check-ref-format), where `*` and `?` are wildcards. */
function readRef(name: string): string {
  if (/^refs\/(heads|tags)\//.test(name)) {
    throw refuse(`${quoted(name)} is a full ref; tokens name the bare ${quoted(name.split("/").slice(2).join("/"))}.`);
  }
  if (name === "" || /[\u0000-\u0020\u007f~^:[\\]|\.\.|@\{|\/\/|^[/.-]|[/.]$/.test(name)) {
    throw refuse(`${quoted(name)} can't be the name of a branch or tag.`);
  }
  return name;
}

/** GitLab Docs, "Environments": letters, digits, spaces, `-`, `_`, `/`, `$`, `{`, `}`. */
function readEnvironment(name: string): string {
  if (/^[\w\-/${} .*?]+$/.test(name) && !name.startsWith(" ")) return name;
  throw refuse(`${quoted(name)} can't be the name of a GitLab environment.`);
}

/** IAM API Reference, CreateOpenIDConnectProvider: a client id has 1 to 255 characters. */
function readAudience(audience: string): string {
  if (/^[\w.:/@+~-]{1,255}$/.test(audience)) return audience;
  throw refuse(`${quoted(audience)} can't be an audience: letters, digits and . : / @ + ~ - _ are taken.`);
}

function checkRefs({ branches, tags, components }: ReadGitlab): void {
  if (branches.length + tags.length === 0) return;
  const missing = ["ref_type", "ref"].filter((name) => !components.some((one) => one === name));
  if (missing.length === 0) return;
  throw refuse(
    `sub is composed without ${missing.join(" and ")}, so it can't tell one branch or tag from another.`,
    `Compose it with them, too: --sub-components ${[...components, ...missing].join(",")}.`,
  );
}

function checkEnvironments({ environments, components, view }: ReadGitlab): void {
  const told = components.includes("environment");
  if (environments.length > 0 && !told) {
    const instead = [...components, "environment"].join(",");
    throw refuse(
      `AWS can't see the environment of ${view.prefix}'s jobs: it exposes ${view.claims.join(", ")}, and sub holds ${components.join(", ")}.`,
      `Leave --environment out and name the branch or tag that deploys; or, where this GitLab takes environment in ci_id_token_sub_claim_components, compose sub with it (${composeCommand(view)}) and give --sub-components ${instead}.`,
    );
  }
  if (environments.length === 0 && told) {
    throw refuse("sub is composed with environment, and no environment is named.", "Give --environment NAME.");
  }
}

function checkProtected({ protectedOnly, components, view }: ReadGitlab): void {
  if (!protectedOnly || view.claims.includes("ref_protected") || components.includes("ref_protected")) return;
  throw refuse(
    `AWS can't see whether a ref on ${view.prefix} is protected: it exposes ${view.claims.join(", ")}, and sub holds ${components.join(", ")}.`,
    `Leave --protected out, name the branches exactly and protect them in GitLab; or, with GitLab 18.7 and later, compose sub with ref_protected (${composeCommand(view)}) and give --sub-components ${[...components, "ref_protected"].join(",")}.`,
  );
}

/** Where a project's `sub` is composed. */
function composeCommand({ prefix }: IssuerView): string {
  return `PUT https://${prefix.split("/")[0] ?? prefix}/api/v4/projects/PROJECT_ID with ci_id_token_sub_claim_components`;
}

/** Whether a project composes `sub` in its own way. */
export function isComposed({ components }: Pick<ReadGitlab, "components">): boolean {
  return components.join() !== usualSubComponents.join();
}
