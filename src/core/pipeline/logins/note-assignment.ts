import { configView } from "./config-content.ts";
import { credentialUses } from "./credential-uses.ts";
import type { UnitFindings } from "./found-login.ts";
import type { CommandPlace, Flow } from "./known-word.ts";
import { isLiteralKey } from "./literal-keys.ts";

/** Notes what setting a variable means: a key that is laid open, logins for the runner, a role's token. */
export function noteAssignment(name: string, value: Flow, findings: UnitFindings, here: CommandPlace): void {
  if (isLiteralKey(name, value.literal))
    findings.add({ kind: "literal-keys", registry: null, confidence: "certain" }, here);
  const use = credentialUses.get(name);
  if (use !== undefined) findings.take(use, value.names, here);
  if (name === "AWS_WEB_IDENTITY_TOKEN_FILE") findings.prepare("assume-role-web-identity", here);
  if (name === "DOCKER_AUTH_CONFIG") {
    const view = configView(value);
    if (view !== null) findings.add({ ...view, kind: "docker-auth-config" }, here, [value.carries?.origin ?? null]);
  }
}
