import { GitlabEcrError } from "../../core/errors/index.ts";

const variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] as const;

/** The proxies that the environment names. */
export interface Proxies {
  /** The environment with every proxy as a URL, as Node's agents want it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whether HTTPS requests may go through one. */
  readonly forHttps: boolean;
  /** The error to tell instead, where a connection to the proxy itself failed; else the error. */
  readonly explain: (error: unknown) => unknown;
}

/**
 * Reads the proxies. A value without a scheme is an HTTP proxy's, as curl has it; Node's agents would pass it over and
 * connect directly.
 *
 * Throws `input-invalid` for what can't be an HTTP proxy's address.
 */
export function readProxies(environment: NodeJS.ProcessEnv): Proxies {
  const urls = new Map<string, URL>();
  for (const name of variables) {
    const value = environment[name]?.trim();
    if (value) urls.set(name, proxyUrl(name, value));
  }
  const named = Object.fromEntries([...urls].map(([name, url]) => [name, url.href]));
  const always = !(environment.NO_PROXY || environment.no_proxy);
  return {
    environment: { ...environment, ...named },
    forHttps: urls.has("HTTPS_PROXY") || urls.has("https_proxy"),
    explain: (error) => unreachable(error, [...urls.values()], always) ?? withoutPassword(error),
  };
}

function proxyUrl(name: string, value: string): URL {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  // The value isn't told: it may hold a password.
  const reason = `${name} isn't the address of an HTTP or HTTPS proxy, such as http://proxy.example.com:3128.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "login" });
}

interface Thrown {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;
  readonly hostname?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly errors?: unknown;
}

/** Node's own error for a proxy that isn't there names no proxy: it is that of any connection. */
function unreachable(error: unknown, proxies: readonly URL[], always: boolean): Error | null {
  if (typeof error !== "object" || error === null) return null;
  const first = attempts(error as Thrown)[0] ?? (error as Thrown);
  const timedOut = first.name === "TimeoutError" && String(first.message).includes("did not establish a connection");
  const proxy = timedOut && always ? proxies[0] : proxies.find((one) => isOf(first, one));
  if (proxy === undefined) return null;
  const why = typeof first.code === "string" ? first.code : "it didn't answer in time";
  const message = `${proxy.host} can't be reached: ${why}`;
  return Object.assign(new Error(message, { cause: error }), { code: "ERR_PROXY_UNREACHABLE" });
}

/** Node 22.21 names the proxy with its password, where that refuses. */
function withoutPassword(error: unknown): unknown {
  if (!(error instanceof Error) || !/\/\/[^/@\s]*@/.test(error.message)) return error;
  const message = error.message.replace(/\/\/[^/@\s]*@/g, "//");
  return Object.assign(new Error(message, { cause: error }), { code: (error as Thrown).code });
}

/** Where a name has several addresses, Node gathers the attempts. */
function attempts({ errors }: Thrown): readonly Thrown[] {
  return Array.isArray(errors) ? (errors as readonly Thrown[]) : [];
}

function isOf({ syscall, hostname, address, port }: Thrown, proxy: URL): boolean {
  const host = proxy.hostname.replace(/^\[|\]$/g, "");
  if (syscall === "getaddrinfo") return hostname === host;
  const proxyPort = proxy.port === "" ? (proxy.protocol === "https:" ? 443 : 80) : Number(proxy.port);
  const isAddress = /^[\d.]+$|:/.test(host);
  return syscall === "connect" && port === proxyPort && (!isAddress || address === host);
}
