/**
 * Which of the hosts have an entry in the text of DOCKER_AUTH_CONFIG. Its keys may carry a scheme, a slash or a path;
 * only the host of a key counts, as in docker's ConvertToHostname (docker/cli, cli/config/credentials/file_store.go).
 * A text that can't be read shadows nothing: docker falls back to its own file.
 */
export function shadowedHosts(dockerAuthConfig: string, hosts: readonly string[]): string[] {
  const named = new Set(keysOf(dockerAuthConfig).map(hostOfKey));
  return hosts.filter((host) => named.has(host));
}

function keysOf(dockerAuthConfig: string): string[] {
  try {
    const { auths } = (JSON.parse(dockerAuthConfig) ?? {}) as { auths?: unknown };
    return typeof auths === "object" && auths !== null && !Array.isArray(auths) ? Object.keys(auths) : [];
  } catch {
    return []; // Not JSON: the caller's answer is "none", as docker's is.
  }
}

function hostOfKey(key: string): string {
  return key
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/\/.*$/s, "");
}
