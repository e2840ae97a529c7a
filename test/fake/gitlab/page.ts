import { badParameter } from "./refuse.ts";
import type { GitlabApiRequest } from "./request.ts";

/** One page of a list, with GitLab's headers. Source: GitLab, "REST API", offset-based pagination. */
export function page({ query, address, gitlab }: GitlabApiRequest, members: readonly unknown[]): Response {
  const perPage = Math.min(numberOf(query, "per_page", 20), gitlab.mostPerPage);
  const number = numberOf(query, "page", 1);
  const last = Math.max(1, Math.ceil(members.length / perPage));
  const link = (target: number, rel: string) => {
    const parameters = new URLSearchParams([...query].filter(([name]) => name !== "page"));
    parameters.set("page", String(target));
    return `<${address}?${parameters}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, "prev")] : []),
    ...(number < last ? [link(number + 1, "next")] : []),
    link(1, "first"),
    link(last, "last"),
  ];
  return Response.json(members.slice((number - 1) * perPage, number * perPage), {
    headers: {
      link: links.join(", "),
      "x-next-page": number < last ? String(number + 1) : "",
      "x-page": String(number),
      "x-per-page": String(perPage),
      "x-prev-page": number > 1 ? String(number - 1) : "",
      "x-total": String(members.length),
      "x-total-pages": String(last),
    },
  });
}

function numberOf(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw badParameter(`${name} is invalid`);
  return Math.max(1, Number(text));
}
