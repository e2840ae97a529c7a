import { quoted, refuse } from "./refuse.ts";

/**
 * The address of GitLab without a slash at the end, as its tokens name it. Throws `input-invalid` for what IAM takes no
 * provider for: `http:`, a port, a query, an address within the machine's own words (`user@`).
 */
export function readGitlabUrl(text: string): string {
  return readUrl(text, "The address of GitLab").replace(/\/+$/, "");
}

/** The issuer exactly as given: it must equal `iss`, a slash at the end included. */
export function readIssuer(text: string): string {
  return readUrl(text, "The issuer");
}

/** IAM API Reference, CreateOpenIDConnectProvider: https, no port, no query, 255 characters at most. */
function readUrl(text: string, what: string): string {
  const match = /^(https?):\/\/([a-z0-9.-]+)(:\d+)?(\/[\w./~%+-]*)?$/.exec(text.trim());
  const [, scheme, host = "", port, path = ""] = match ?? [];
  if (match === null || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host)) {
    throw refuse(
      `${what} is ${quoted(text)}; it must be an address such as https://gitlab.example.com, in lower case.`,
    );
  }
  if (scheme === "http") {
    throw refuse(`${what} is ${quoted(text)}: AWS fetches the keys over https: only.`, publishElsewhere);
  }
  if (port !== undefined) {
    throw refuse(`${what} is ${quoted(text)}: IAM takes no provider with a port.`, publishElsewhere);
  }
  const url = `https://${host}${path}`;
  if (url.length > 255) throw refuse(`${what} has ${url.length} characters; IAM takes 255.`);
  return url;
}

const publishElsewhere =
  "Let gitlab-ecr setup issuer publish GitLab's discovery document and keys at an https: address without a port (GitLab 18.1), and give that as --issuer-url.";
