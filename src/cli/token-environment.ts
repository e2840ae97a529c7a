import type { Environment } from "./option-reader.ts";

/**
 * The environment in which a token for a host is looked for. GITLAB_TOKEN may have been set for another host than one
 * that nobody gave, such as a clone's remote's, and then isn't in it.
 */
export function tokenEnvironment(host: string, isGiven: boolean, environment: Environment): Environment {
  return isGiven || isKnown(host, environment) ? environment : { ...environment, GITLAB_TOKEN: undefined };
}

/** What to say where it was kept back from the host; null where it wasn't. */
export function heldBack(looked: Environment, { GITLAB_TOKEN }: Environment): string | null {
  return GITLAB_TOKEN && !looked.GITLAB_TOKEN ? "GITLAB_TOKEN goes there only with --gitlab-url." : null;
}

/** Where neither variable names a host, the token is taken for GitLab.com's. */
function isKnown(host: string, { GITLAB_HOST, CI_SERVER_URL }: Environment): boolean {
  const named = [GITLAB_HOST, CI_SERVER_URL].flatMap((text) => {
    if (!text) return [];
    return URL.parse(text.includes("://") ? text : `https://${text}`)?.host ?? text;
  });
  return named.length === 0 ? host === "gitlab.com" : named.includes(host);
}
