import type { SetupPlan } from "../setup-plan.ts";
import type { GitlabFacts } from "./gitlab-facts.ts";
import { wildcardsAdmit } from "./protected-names.ts";
import { subComponentsOfVersion } from "./sub-components-of-version.ts";

const usual = ["project_path", "ref_type", "ref"];

/** What GitLab's side means for the plan: what doesn't fit, and what could be safer. */
export function gitlabNotes(plan: SetupPlan, { version, project }: GitlabFacts): string[] {
  const { gitlab } = plan;
  if (gitlab === null) return [];
  const notes: string[] = [];
  const wanted = gitlab.subComponents ?? usual;
  const { subClaimComponents: now, protectedBranches, visibility } = project;
  if (now !== null && now.join() !== wanted.join()) {
    notes.push(
      `${project.path} composes sub of ${now.join(", ")}, the role expects ${wanted.join(", ")}: it admits nobody before --set-sub-components has changed that.`,
    );
  }
  const taken = version === null ? null : subComponentsOfVersion(version);
  const impossible = wanted.filter((name) => taken !== null && ![...taken.allowed, ...taken.unsure].includes(name));
  if (impossible.length > 0 && wanted.join() !== usual.join()) {
    notes.push(`GitLab ${version} doesn't document ${impossible.join(", ")} as a component of sub.`);
  }
  const open = gitlab.branches.filter(
    (branch) => protectedBranches !== null && !wildcardsAdmit(protectedBranches, branch),
  );
  if (open.length > 0 && !gitlab.protectedOnly) {
    notes.push(
      `${open.join(", ")} isn't protected: who may push there may use the role. Protect it in the project's settings.`,
    );
  }
  if (visibility === "public") {
    notes.push(`${project.path} is public: a fork's jobs get tokens of the fork, which the role doesn't admit.`);
  }
  return notes;
}

/** What nobody looked up: to be checked by hand, since there is no token. */
export function checksByHand(plan: SetupPlan, { addressIsCertain }: { readonly addressIsCertain: boolean }): string[] {
  const { gitlab } = plan;
  if (gitlab === null) return [];
  const { url, issuer, projects, branches, subComponents } = gitlab;
  const composed = subComponents ?? usual;
  return [
    ...(addressIsCertain ? [] : [`${url} is GitLab's address: the remote tells only the host of SSH.`]),
    `${url}/.well-known/openid-configuration names the issuer ${issuer}.`,
    ...projects.map(({ path, id }) =>
      id === null
        ? `${url}/${path} is the project; its page shows the id for --project-id.`
        : `${url}/${path} has the id ${id}.`,
    ),
    ...(branches.length === 0 ? [] : [`${branches.join(", ")} is where images are built, and is protected.`]),
    `ci_id_token_sub_claim_components of the project is ${JSON.stringify(composed)} (GET ${url}/api/v4/projects/ID; before GitLab 17.10 it is always that).`,
  ];
}
