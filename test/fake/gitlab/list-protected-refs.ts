import { authenticated, projectFor } from "./caller.ts";
import { page } from "./page.ts";
import type { GitlabOperation } from "./request.ts";

/** GET /projects/:id/protected_branches. Who may read it isn't told exactly; Developers are assumed. */
export const listProtectedBranches: GitlabOperation = (request) => {
  authenticated(request.caller);
  const project = projectFor(request.gitlab, request.caller, request.parts.id ?? "", 30);
  return page(
    request,
    project.protectedBranches.map((name, index) => ({ id: index + 1, name, allow_force_push: false })),
  );
};

/** GET /projects/:id/protected_tags. */
export const listProtectedTags: GitlabOperation = (request) => {
  authenticated(request.caller);
  const project = projectFor(request.gitlab, request.caller, request.parts.id ?? "", 30);
  return page(
    request,
    project.protectedTags.map((name) => ({ name, create_access_levels: [] })),
  );
};
