import type { GitlabSettings } from "./rest/connection.ts";
import type { TokenPlaces } from "./rest/find-token.ts";

export { checkIssuer } from "./check-issuer.ts";
export { readRemoteAddress } from "./git-clone.ts";
export { type IssuerDocument, readIssuerDocument } from "./issuer-document.ts";
export { type JobEnvironment, readJobEnvironment } from "./job-environment.ts";
export { readJobFacts } from "./job-facts.ts";
export type { GitlabSettings, GitlabToken } from "./rest/connection.ts";
export type { CiVariable, NewVariable, VariableChange, VariableName, VariableOwner } from "./rest/variables.ts";

/** Loads GitLab's REST API, which no login needs: its address, the token for a host, and the operations. */
export async function loadGitlab() {
  const { apiUrlOf, findToken, gitlabApi, keyVariables } = await import("./rest/gitlab-rest.ts");
  return {
    keyVariables,
    apiUrlOf,
    findToken: (host: string, places: TokenPlaces) => findToken(host, places),
    connect: (settings: GitlabSettings) => gitlabApi(settings),
  };
}
