import { issuerView, type TokenClaims } from "../identity/index.ts";

/** A job that hasn't run: what is known of it; null for what isn't. */
export interface ExpectedJob {
  /** `iss` of the instance's ID tokens. */
  readonly issuer: string;
  readonly audience: string;
  /** `GROUP/PROJECT`. */
  readonly project: string;
  readonly projectId: string | null;
  readonly namespaceId: string | null;
  readonly ref: string;
  readonly refType: "branch" | "tag";
  readonly refProtected: boolean | null;
  /** What the project composes `sub` of; null: as GitLab does where nobody says otherwise. */
  readonly subComponents: readonly string[] | null;
}

/** The claims of a job's token, as far as they can be foretold. */
export interface ExpectedClaims {
  readonly claims: TokenClaims;
  /** Claims that the token has, and AWS sees, with values that can't be foretold. */
  readonly unknown: readonly string[];
  /** Components of `sub` that can't be foretold, so that `sub` is missing; empty where it is there. */
  readonly missing: readonly string[];
}

const usualComponents = ["project_path", "ref_type", "ref"];

/** Foretells the claims that GitLab would give a job. Source: GitLab, "OpenID Connect (OIDC) authentication using ID tokens", token payload. */
export function expectedClaims(job: ExpectedJob): ExpectedClaims {
  const { issuer, audience, project, projectId, namespaceId, ref, refType, refProtected } = job;
  const known: Readonly<Record<string, string>> = {
    project_path: project,
    namespace_path: project.split("/").slice(0, -1).join("/"),
    ref,
    ref_type: refType,
    ref_path: `refs/${refType === "tag" ? "tags" : "heads"}/${ref}`,
    ...(projectId === null ? {} : { project_id: projectId }),
    ...(namespaceId === null ? {} : { namespace_id: namespaceId }),
    ...(refProtected === null ? {} : { ref_protected: String(refProtected) }),
  };
  const components = job.subComponents ?? usualComponents;
  const missing = components.filter((name) => !Object.hasOwn(known, name));
  const sub = missing.length > 0 ? {} : { sub: components.map((name) => `${name}:${known[name]}`).join(":") };
  const claims: TokenClaims = { iss: issuer, aud: audience, ...known, ...sub };
  // GitLab's tokens have no amr.
  const unknown = issuerView(issuer).claims.filter((claim) => claim !== "amr" && !Object.hasOwn(claims, claim));
  return { claims, unknown, missing };
}
