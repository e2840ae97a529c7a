import { GitlabEcrError } from "../errors/index.ts";

/** An endpoint that the environment names in place of AWS's own. */
export interface CustomEndpoint {
  /** The variable that names it. */
  readonly variable: string;
  readonly url: string;
}

/** Services whose endpoint can be set apart, as the AWS SDKs name them in variables. */
export type EndpointService = "STS" | "ECR" | "ECR_PUBLIC" | "IAM" | "S3" | "SECRETS_MANAGER";

/**
 * The endpoint that AWS_ENDPOINT_URL_SERVICE or AWS_ENDPOINT_URL sets for a service; null where none is set.
 *
 * Throws `input-invalid` for what isn't a URL, and `endpoint-insecure` for http: to anything but this machine, since
 * it would send the ID token or the signature in the clear. Source: AWS SDKs reference, "Service-specific endpoints".
 */
export function customEndpoint(
  service: EndpointService,
  environment: Readonly<Record<string, string | undefined>>,
): CustomEndpoint | null {
  const variable = [`AWS_ENDPOINT_URL_${service}`, "AWS_ENDPOINT_URL"].find((name) => environment[name]);
  const text = variable === undefined ? undefined : environment[variable];
  if (variable === undefined || text === undefined) return null;

  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new GitlabEcrError("input-invalid", { reason: `${variable} isn't an http(s) URL.`, command: "login" });
  }
  if (url.username !== "" || url.password !== "") {
    throw new GitlabEcrError("input-invalid", {
      reason: `${variable} holds a user name or password.`,
      command: "login",
    });
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new GitlabEcrError("endpoint-insecure", { variable, endpoint: url.origin });
  }
  return { variable, url: text };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
