import { groupFor, levelAt } from "./caller.ts";
import { page } from "./page.ts";
import { projectJson } from "./read-project.ts";
import { badParameter, refuse } from "./refuse.ts";
import type { GitlabApiRequest, GitlabOperation } from "./request.ts";

/** GET /groups/:id/projects, with keyset pages by id where they are asked for. */
export const listGroupProjects: GitlabOperation = (request) => {
  const { gitlab, caller, parts, query } = request;
  const group = groupFor(gitlab, caller, parts.id ?? "");
  const below = query.get("include_subgroups") === "true";
  const archived = query.get("archived");
  const found = gitlab.projects.filter(({ path, ...project }) => {
    const inside = path.startsWith(`${group.path}/`) && (below || !path.slice(group.path.length + 1).includes("/"));
    return inside && levelAt(caller, path) > 0 && (archived === null || String(project.archived) === archived);
  });
  if (query.get("pagination") !== "keyset") {
    return page(
      request,
      found.map((one) => projectJson(one, request)),
    );
  }
  if (query.get("order_by") !== "id")
    throw refuse(405, "Keyset pagination is not yet available for this type of request");
  return keysetPage(
    request,
    found.toSorted((a, b) => a.id - b.id),
  );
};

/** Source: GitLab, "REST API", keyset-based pagination: `Link` alone, without totals. */
function keysetPage(request: GitlabApiRequest, projects: Parameters<typeof projectJson>[0][]): Response {
  const { query, address, gitlab } = request;
  const after = query.get("id_after") ?? "0";
  if (!/^\d+$/.test(after)) throw badParameter("id_after is invalid");
  const perPage = Math.min(Number(query.get("per_page") ?? 20), gitlab.mostPerPage);
  const rest = projects.filter(({ id }) => id > Number(after));
  const shown = rest.slice(0, perPage);
  const parameters = new URLSearchParams(query);
  parameters.set("id_after", String(shown.at(-1)?.id));
  const link = rest.length > perPage ? { link: `<${address}?${parameters}>; rel="next"` } : {};
  return Response.json(
    shown.map((one) => projectJson(one, request)),
    { headers: { "x-per-page": String(perPage), ...link } },
  );
}
