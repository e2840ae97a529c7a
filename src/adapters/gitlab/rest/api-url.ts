import { catalogueError } from "../../../core/errors/index.ts";

/**
 * The address of the API of a GitLab instance, which may lie below a path. A text that ends in `/api/v4`, as
 * CI_API_V4_URL does, is one already.
 *
 * Throws `input-invalid` for what isn't an address, and `endpoint-insecure` for `http:` to anything but this machine:
 * the token would cross the network in the clear.
 */
export function apiUrlOf(text: string, source: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw catalogueError("input-invalid", { reason: `${source} isn't an http(s) URL.`, command: "setup" });
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    const reason = `${source} holds more than an address: a user name, a password or a query.`;
    throw catalogueError("input-invalid", { reason, command: "setup" });
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw catalogueError("endpoint-insecure", { variable: source, endpoint: url.origin });
  }
  const base = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  return base.endsWith("/api/v4") ? base : `${base}/api/v4`;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
