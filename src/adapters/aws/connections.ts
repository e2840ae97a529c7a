import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { createSecureContext, type SecureContext } from "node:tls";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { EarlyAgent } from "./early-agent.ts";
import { type Proxies, readProxies } from "./proxies.ts";

const connectionTimeout = 10_000;
const requestTimeout = 20_000;

/** How requests leave this machine. */
export interface Connections {
  readonly requestHandler: NodeHttpHandler;
  /** Begins to connect to an HTTPS endpoint, for the next request to it. A failure is left to that request. */
  connectEarly(url: URL): void;
  /** Closes all connections, used or not. */
  close(): void;
}

/**
 * Kept-alive connections, through the proxy that HTTPS_PROXY and NO_PROXY name (Node's own support), trusting the
 * authorities in AWS_CA_BUNDLE besides the usual ones.
 *
 * Throws `input-invalid` where AWS_CA_BUNDLE names a file that can't be read or holds no certificate, or HTTPS_PROXY
 * isn't a proxy's address.
 */
export function createConnections(environment: NodeJS.ProcessEnv): Connections {
  const secureContext = secureContextOf(environment);
  const proxies = readProxies(environment);
  const shared = { keepAlive: true, proxyEnv: proxies.environment };
  const httpsAgent = new EarlyAgent(secureContext === null ? shared : { ...shared, secureContext });
  const httpAgent = new HttpAgent(shared);
  const requestHandler = new ProxiedHandler({ connectionTimeout, requestTimeout, httpAgent, httpsAgent }, proxies);
  return {
    requestHandler,
    connectEarly(url) {
      // The way through a proxy is opened with the request: its answer decides how that ends.
      if (url.protocol === "https:" && !proxies.forHttps) httpsAgent.connectEarly(url);
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** Tells a proxy that can't be reached from a server that can't. */
class ProxiedHandler extends NodeHttpHandler {
  readonly #proxies: Proxies;

  constructor(options: ConstructorParameters<typeof NodeHttpHandler>[0], proxies: Proxies) {
    super(options);
    this.#proxies = proxies;
  }

  override async handle(...args: Parameters<NodeHttpHandler["handle"]>): ReturnType<NodeHttpHandler["handle"]> {
    try {
      return await super.handle(...args);
    } catch (error) {
      throw this.#proxies.explain(error);
    }
  }
}

/** The usual authorities and those of AWS_CA_BUNDLE, read once for all connections; null: the usual ones. */
function secureContextOf({ AWS_CA_BUNDLE }: NodeJS.ProcessEnv): SecureContext | null {
  if (!AWS_CA_BUNDLE) return null;
  const secureContext = createSecureContext();
  // The option `ca` replaces the usual authorities, and to name these again costs 10 ms for each connection.
  secureContext.context.addCACert(readBundle("AWS_CA_BUNDLE", AWS_CA_BUNDLE));
  return secureContext;
}

function readBundle(variable: string, path: string): string {
  const refuse = (why: string, cause?: unknown) => {
    const reason = `${variable} names a file that ${why}: ${path}.`;
    return new GitlabEcrError("input-invalid", { reason, command: "login" }, { cause });
  };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw refuse("can't be read", cause);
  }
  // OpenSSL passes over whatever isn't one, and the failure would be the server's, it seems.
  if (!/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)) throw refuse("holds no certificate in PEM form");
  return text;
}
