import type { Service } from "../service.ts";

/** A web server with nothing but files, such as one that a folder was uploaded to. */
export const siteService: Service = {
  operation: ({ method }) => (method === "GET" ? "site:Get" : undefined),
  parameters: () => ({}),
  answer: (world, { url, method }) => {
    const text = method === "GET" ? world.sites[url.href] : undefined;
    const headers = { "content-type": text === undefined ? "text/html" : "application/octet-stream" };
    return new Response(text ?? "<h1>Not found</h1>", { status: text === undefined ? 404 : 200, headers });
  },
  failure: ({ status, message }) => new Response(message, { status, headers: { "content-type": "text/plain" } }),
  throttling: { code: "Too Many Requests", status: 429 },
};
