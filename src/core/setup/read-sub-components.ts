import { quoted, refuse } from "./refuse.ts";

/** What GitLab composes `sub` of, unless a project says otherwise. */
export const usualSubComponents = ["project_path", "ref_type", "ref"] as const;

/** A component of `sub` that a value is known for. */
export type SubComponent = (typeof knownComponents)[number];

/**
 * Components that a role can be pinned by. Source: GitLab Docs, "Projects API", `ci_id_token_sub_claim_components`:
 * `project_path`, `ref_type` and `ref` from the beginning, `project_id` later, `ref_protected` and
 * `environment_protected` from 18.7 on; `environment` only where the instance takes it.
 */
const knownComponents = [
  "project_path",
  "project_id",
  "ref_type",
  "ref",
  "ref_protected",
  "environment",
  "environment_protected",
] as const;

/** The components of `sub`, in order. Throws `input-invalid` for a list that names no project, or can't be filled. */
export function readSubComponents(names: readonly string[] | undefined): readonly SubComponent[] {
  if (names === undefined) return usualSubComponents;
  const unknown = names.find((name) => !isKnown(name));
  if (unknown !== undefined) {
    throw refuse(`${quoted(unknown)} isn't a component of sub that setup can fill: ${knownComponents.join(", ")}.`);
  }
  if (new Set(names).size < names.length) throw refuse(`${names.join(", ")} names a component of sub twice.`);
  if (names[0] !== "project_path" && names[0] !== "project_id") {
    throw refuse("sub must begin with project_path or project_id: GitLab takes nothing else.");
  }
  return names.filter(isKnown);
}

function isKnown(name: string): name is SubComponent {
  return knownComponents.some((known) => known === name);
}
