/** A project on a GitLab instance, as the address of a Git remote tells it. */
export interface RemoteProject {
  /** Address of GitLab, without a slash at the end. */
  readonly gitlabUrl: string;
  /** `GROUP/PROJECT`, with all subgroups. */
  readonly path: string;
  /** False where the remote is SSH's, which doesn't tell the address of the pages: the host's own is taken. */
  readonly certain: boolean;
}

/**
 * Reads a remote's address: `git@HOST:GROUP/PROJECT.git`, `ssh://git@HOST:PORT/…`, `https://HOST[:PORT]/…`. Null for
 * what names no project on a host, such as a path.
 *
 * An instance below a path of its host can't be told from a group; `gitlabUrl`, where it is known, tells.
 */
export function readGitRemote(address: string, gitlabUrl: string | null = null): RemoteProject | null {
  const text = address.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? URL.parse(text) : null;
  if (url !== null) return ofUrl(url, gitlabUrl);
  // `C:\folder` is a path, and so is what begins with a slash or a dot.
  const [, host, path] = /^(?:[^@/\s:]+@)?([\w][\w.-]*[\w]):(?!\/\/)\/?([^\\]+)$/.exec(text) ?? [];
  if (host === undefined || path === undefined) return null;
  return project(sshHost(host), path, false, gitlabUrl);
}

function ofUrl({ protocol, hostname, host, pathname }: URL, gitlabUrl: string | null): RemoteProject | null {
  if (/^(?:git\+)?ssh:$|^ssh\+git:$/.test(protocol)) return project(sshHost(hostname), pathname, false, gitlabUrl);
  if (!/^https?:$/.test(protocol)) return null;
  return project(`${protocol}//${host}`, pathname, true, gitlabUrl);
}

/** GitLab.com's SSH on port 443 has a host of its own. Source: GitLab, "Use SSH keys", alternative port. */
function sshHost(host: string): string {
  const lower = host.toLowerCase();
  return `https://${lower === "altssh.gitlab.com" ? "gitlab.com" : lower}`;
}

function project(origin: string, rawPath: string, certain: boolean, gitlabUrl: string | null): RemoteProject | null {
  const whole = decoded(rawPath)
    .replace(/^\/+|\/+$/g, "")
    .replace(/\.git$/, "");
  const base = gitlabUrl === null ? null : URL.parse(gitlabUrl);
  const below = base === null ? "" : base.pathname.replace(/^\/+|\/+$/g, "");
  const path = below !== "" && certain && whole.startsWith(`${below}/`) ? whole.slice(below.length + 1) : whole;
  if (!/^\w[\w.-]*(\/\w[\w.-]*)+$/.test(path)) return null;
  return { gitlabUrl: gitlabUrl?.replace(/\/+$/, "") ?? origin, path, certain: certain || gitlabUrl !== null };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
