import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { rootCertificates } from "node:tls";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { GitlabEcrError } from "../../core/errors/index.ts";

const connectionTimeout = 10_000;
const requestTimeout = 20_000;

/**
 * How requests leave this machine: kept-alive connections, through the proxy that HTTPS_PROXY and NO_PROXY name
 * (Node's own support), trusting the authorities in AWS_CA_BUNDLE besides the usual ones.
 *
 * Throws `input-invalid` where AWS_CA_BUNDLE names a file that can't be read.
 */
export function createRequestHandler(environment: NodeJS.ProcessEnv): NodeHttpHandler {
  const ca = certificateAuthorities(environment);
  const shared = { keepAlive: true, proxyEnv: environment };
  return new NodeHttpHandler({
    connectionTimeout,
    requestTimeout,
    httpAgent: new HttpAgent(shared),
    httpsAgent: new HttpsAgent(ca === null ? shared : { ...shared, ca }),
  });
}

function certificateAuthorities({ AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS }: NodeJS.ProcessEnv): string[] | null {
  if (!AWS_CA_BUNDLE) return null;
  const extra = NODE_EXTRA_CA_CERTS ? [readBundle("NODE_EXTRA_CA_CERTS", NODE_EXTRA_CA_CERTS)] : [];
  return [...rootCertificates, ...extra, readBundle("AWS_CA_BUNDLE", AWS_CA_BUNDLE)];
}

function readBundle(variable: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const reason = `${variable} names a file that can't be read: ${path}.`;
    throw new GitlabEcrError("input-invalid", { reason, command: "login" }, { cause });
  }
}
