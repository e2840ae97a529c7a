import { failed, failedWith, isTlsCode, passed, type Step } from "../../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../../core/errors/index.ts";
import type { Secret } from "../../../core/secret/index.ts";
import type { DoctorWorld } from "../doctor-world.ts";

/** What the registry's step needs. */
export interface RegistryStepRequest {
  readonly host: string;
  readonly username: string;
  readonly password: Secret;
}

/** Whether the registry itself lets the password in: what `docker login` asks, too. Source: OCI distribution, `/v2/`. */
export async function registryStep(
  { host, username, password }: RegistryStepRequest,
  world: Pick<DoctorWorld, "get">,
  signal: AbortSignal,
): Promise<Step> {
  const scheme = /^(?:127\.0\.0\.1|localhost)(?::|$)/.test(host) ? "http" : "https";
  const url = new URL(`${scheme}://${host}/v2/`);
  const authorization = `Basic ${btoa(`${username}:${password.reveal()}`)}`;
  const answer = await world.get(url, { authorization }, signal);
  if (answer.kind === "failed") {
    const code = isTlsCode(answer.errorCode) ? "tls" : "network";
    return failed("registry", new GitlabEcrError(code, { host, reason: answer.reason }));
  }
  const said = messageIn(answer.body);
  const evidence = [`${url.href} answers HTTP ${answer.status}${said === null ? "" : `: ${said}`}`];
  if (answer.status === 200) return passed("registry", evidence);
  if (/token has expired/i.test(said ?? ""))
    return failedWith("registry", "registry-token-expired", { host }, evidence);
  if (answer.status === 401 || answer.status === 400)
    return failedWith("registry", "registry-token-invalid", { host }, evidence);
  if (answer.status === 403) return failedWith("registry", "registry-forbidden", { host }, evidence);
  if (answer.status === 429) return failedWith("registry", "registry-throttled", { host }, evidence);
  return failedWith("registry", "answer-invalid", { host, reason: `HTTP ${answer.status}` }, evidence);
}

/** The message of the first error that a registry's answer holds. */
function messageIn(body: string): string | null {
  try {
    const { errors } = JSON.parse(body) as { errors?: { message?: unknown }[] };
    const message = errors?.[0]?.message;
    return typeof message === "string" ? message.slice(0, 500) : null;
  } catch {
    return null; // Not the registry's JSON: the status says what there is to say.
  }
}
