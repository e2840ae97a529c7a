import { GitlabEcrError } from "../../errors/index.ts";

/** The `input-invalid` for what can't be meant: why, and what to do instead. */
export function refuseIssuer(reason: string, ...remedy: readonly string[]): GitlabEcrError {
  const context = { reason, command: "setup issuer" };
  return new GitlabEcrError("input-invalid", context, remedy.length === 0 ? {} : { remedy });
}

export { quoted } from "../refuse.ts";
