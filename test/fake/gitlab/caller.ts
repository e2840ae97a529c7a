import type { GitlabGroup, GitlabInstance, GitlabProject, GitlabToken } from "../world/gitlab.ts";
import { GitlabRefusal, refuse } from "./refuse.ts";

/** Who asks; null: nobody in particular. */
export type GitlabCaller = GitlabToken | null;

/** Finds out who asks. Source: GitLab, "REST API authentication"; the OAuth words are those of RFC 6750 as GitLab fills them. */
export function callerOf(gitlab: GitlabInstance, headers: Record<string, string>, method: string): GitlabCaller {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  const given = headers["private-token"] ?? bearer;
  if (given === undefined) return null;
  const found = gitlab.tokens.find(({ token }) => token === given);
  // A personal token may come as a bearer's, an OAuth token not as a private one.
  if (found === undefined || (found.oauth && bearer === undefined)) throw refuse(401, "401 Unauthorized");
  if (found.state !== "active") {
    const error_description =
      found.state === "expired"
        ? "Token is expired. You can either do re-authorization or token refresh."
        : "Token was revoked. You have to re-authorize from the user.";
    throw new GitlabRefusal(401, { error: "invalid_token", error_description });
  }
  const enough = method === "GET" ? ["api", "read_api"] : ["api"];
  if (!found.scopes.some((scope) => enough.includes(scope))) {
    throw new GitlabRefusal(403, {
      error: "insufficient_scope",
      error_description: "The request requires higher privileges than provided by the access token.",
      scope: enough.join(" "),
    });
  }
  return found;
}

/** The caller, where somebody in particular must ask. */
export function authenticated(caller: GitlabCaller): GitlabToken {
  if (caller === null) throw refuse(401, "401 Unauthorized");
  return caller;
}

/** The caller's level at a path: its own, or that of the nearest group above; 0 where there is none. */
export function levelAt(caller: GitlabCaller, path: string): number {
  if (caller === null) return 0;
  if (caller.administrator) return 50;
  const levels = path.split("/").map((_, index, parts) => caller.access[parts.slice(0, index + 1).join("/")] ?? 0);
  return Math.max(0, ...levels);
}

/** The project that an id or path names, if the caller may see it; else what GitLab says whether or not there is one. */
export function projectFor(gitlab: GitlabInstance, caller: GitlabCaller, id: string, level = 0): GitlabProject {
  const project = gitlab.projects.find((one) => one.path.toLowerCase() === id.toLowerCase() || String(one.id) === id);
  const visible = project !== undefined && (levelAt(caller, project.path) > 0 || isOpen(project, caller));
  if (!visible) throw refuse(404, "404 Project Not Found");
  if (levelAt(caller, project.path) < level) throw refuse(403, "403 Forbidden");
  return project;
}

function isOpen({ visibility }: GitlabProject, caller: GitlabCaller): boolean {
  return visibility === "public" || (visibility === "internal" && caller !== null);
}

/** The same for a group; the stand-in's groups are private. */
export function groupFor(gitlab: GitlabInstance, caller: GitlabCaller, id: string, level = 0): GitlabGroup {
  const group = gitlab.groups.find((one) => one.path.toLowerCase() === id.toLowerCase() || String(one.id) === id);
  if (group === undefined || levelAt(caller, group.path) === 0) throw refuse(404, "404 Group Not Found");
  if (levelAt(caller, group.path) < level) throw refuse(403, "403 Forbidden");
  return group;
}
