/** What `sub` may be composed of in a version of GitLab. */
export interface VersionComponents {
  /** Documented for this version. Empty: the setting isn't there. */
  readonly allowed: readonly string[];
  /** Newer versions take them, and from which one on isn't documented: GitLab's answer tells. */
  readonly unsure: readonly string[];
}

/**
 * What a project may put into `ci_id_token_sub_claim_components`, by GitLab's version (`18.7.1-ee`). Null for a version
 * that can't be read. Source: GitLab, "Projects API", the field's history: 17.10 introduced it, 18.7 added three.
 */
export function subComponentsOfVersion(version: string): VersionComponents | null {
  const match = /^(\d{1,4})\.(\d{1,4})(?:\D|$)/.exec(version);
  if (match === null) return null;
  const number = Number(match[1]) * 10_000 + Number(match[2]);
  if (number < 170_010) return { allowed: [], unsure: [] };
  const first = ["project_path", "ref_type", "ref"];
  if (number < 180_007) return { allowed: first, unsure: ["project_id"] };
  return { allowed: [...first, "ref_protected", "environment_protected", "deployment_tier"], unsure: ["project_id"] };
}
