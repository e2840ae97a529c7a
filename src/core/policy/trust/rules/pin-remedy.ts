import type { IssuerView } from "../../../identity/index.ts";

/**
 * How to pin a project by its id: by a condition key where the issuer exposes one, else by composing `sub`. Source:
 * GitLab Docs, "Projects API", `ci_id_token_sub_claim_components`.
 */
export function pinRemedy({ prefix, claims }: IssuerView): string {
  if (claims.includes("project_id")) return `Add "${prefix}:project_id": "PROJECT_ID" under StringEquals.`;
  return (
    `AWS exposes only sub, aud and amr for ${prefix}: compose sub with the id. Where GitLab's version allows it, run ` +
    `curl --request PUT --header "PRIVATE-TOKEN: $TOKEN" --header "Content-Type: application/json" ` +
    `--data '{"ci_id_token_sub_claim_components":["project_id","ref_type","ref"]}' ` +
    `"https://${host(prefix)}/api/v4/projects/PROJECT_ID", then ask for the sub ` +
    "project_id:PROJECT_ID:ref_type:branch:ref:BRANCH; give the API call GitLab's own address where the issuer's differs."
  );
}

/** How to ask for a protected ref. */
export function protectRemedy({ prefix, claims }: IssuerView): string {
  if (claims.includes("ref_protected")) return `Add "${prefix}:ref_protected": "true" under StringEquals.`;
  return `AWS doesn't expose ref_protected for ${prefix}; recent GitLab versions can put it into sub.`;
}

function host(prefix: string): string {
  return prefix.split("/")[0] ?? prefix;
}
