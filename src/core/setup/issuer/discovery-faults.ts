import type { JsonObject } from "./json-value.ts";

/** What is wrong with an instance's discovery document, in clauses; empty where AWS can use a copy of it. */
export function discoveryFaults(
  discovery: JsonObject,
  { gitlabUrl, issuer }: { readonly gitlabUrl: string; readonly issuer: string },
): readonly string[] {
  const { issuer: named, jwks_uri: keysUrl } = discovery;
  const faults: string[] = [];
  if (typeof named !== "string" || ![gitlabUrl, issuer].includes(named.replace(/\/+$/, ""))) {
    faults.push(`it names the issuer ${JSON.stringify(named ?? null)}, which is neither ${gitlabUrl} nor ${issuer}`);
  }
  if (typeof keysUrl !== "string") faults.push("it doesn't say where the keys are (jwks_uri)");
  if (!listOf(discovery.id_token_signing_alg_values_supported).includes("RS256")) {
    faults.push("it doesn't offer RS256, which GitLab's ID tokens are signed with");
  }
  const claims = listOf(discovery.claims_supported);
  for (const claim of ["sub", "aud"]) {
    if (!claims.includes(claim)) faults.push(`it doesn't announce the claim ${claim}, which AWS reads`);
  }
  return faults;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
