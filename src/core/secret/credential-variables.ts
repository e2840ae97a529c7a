import { isVariableReference } from "./variable-reference.ts";

/**
 * Variables that carry credentials in a GitLab job, by exact name. Sources: GitLab's reference of predefined CI/CD
 * variables, and the AWS SDK's reference of environment variables.
 */
const knownNames: ReadonlySet<string> = new Set([
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "CI_BUILD_TOKEN",
  "CI_DEPENDENCY_PROXY_PASSWORD",
  "CI_DEPLOY_PASSWORD",
  "CI_JOB_TOKEN",
  "CI_REGISTRY_PASSWORD",
  "CI_REPOSITORY_URL",
  "GITLAB_OIDC_TOKEN",
]);

const tellingEnd =
  /(?:^|_)(?:TOKEN|JWT|PASSWORD|PASSWD|SECRET|ACCESS_KEY|SECRET_KEY|PRIVATE_KEY|API_KEY|CREDENTIALS)$/i;
const proxyName = /^(?:HTTPS?|ALL)_PROXY$/i;
const shortest = 6;

/**
 * The values in an environment that must never be printed: every variable that is known to hold a credential, or
 * whose name says so, used by this run or not, and the password in a proxy's address. Values that only name a variable (`$X`) or are shorter than six
 * characters are left out: replacing them would garble ordinary text.
 */
export function credentialVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined || value.length < shortest || isVariableReference(value)) return [];
    if (proxyName.test(name)) return proxyPasswords(value);
    return knownNames.has(name) || tellingEnd.test(name) ? [value] : [];
  });
}

/** The password in a proxy's address, as it stands there and as it is meant. */
function proxyPasswords(address: string): string[] {
  const password = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/:@\s]*:([^/@\s]+)@/i.exec(address)?.[1] ?? "";
  return [...new Set([password, decoded(password)])].filter((one) => one.length >= shortest);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone % is itself.
  }
}
