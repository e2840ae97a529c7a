import { helperAnswer, helperSite, hostOfServer, hostsOfHelper, withCache } from "../adapters/containers/index.ts";
import { passwordFor } from "../commands/credential-helper.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { helperWorld, isEcrHost } from "./credential-helper-world.ts";

const program = "docker-credential-gitlab-ecr";
/** The protocol's one sentence for "there is none". Source: docker-credential-helpers, credentials/error.go. */
const notFound = "credentials not found in native keychain";

/** `gitlab-ecr credential-helper`, which `docker-credential-gitlab-ecr` is short for. */
export const credentialHelperCommand: CliCommand = {
  name: "credential-helper",
  summary: "Answer container tools that ask for an ECR login, as docker-credential-gitlab-ecr.",
  positional: "ACTION [SERVER]",
  options: [],
  help: `
ACTION is get, store, erase, list or version, as the protocol of Docker's
credential helpers has them. SERVER is a registry's host; without it, it is read
from standard input, as tools give it.

  get      print a login for the host, got anew or kept from before
  erase    forget what is kept for the host
  store    nothing: get makes its own logins
  list     print the hosts for which config.json names this helper
  version  print the version

It logs in by the GITLAB_ECR_ and AWS_ variables and by what
gitlab-ecr login --engine helper left beside config.json. Tools call it by the
name docker-credential-gitlab-ecr, which must be on PATH. It prints passwords:
that is what it is for.

Example:
  Does it get a login? This keeps the password off the screen:
    gitlab-ecr credential-helper get 123456789012.dkr.ecr.eu-west-1.amazonaws.com >/dev/null

Exit status: 0 answered, 1 the host isn't one of Amazon ECR's, 2 wrong usage or
input, 3 AWS or GitLab refused, 4 network, timeout or throttling.
`,
  async run(invocation) {
    try {
      return await act(invocation);
    } catch (error) {
      // Tools show what a helper that failed has printed, as its reason. The whole of it follows on standard error.
      if (error instanceof GitlabEcrError) invocation.output.line(`${program}: ${error.code}: ${error.message}`);
      throw error;
    }
  },
};

async function act(invocation: Invocation): Promise<0 | 1> {
  const { positionals, io } = invocation;
  const [action = ""] = positionals;
  const server = async () => positionals[1] ?? (await io.readStdin());
  if (action === "get") return get(await server(), invocation);
  if (action === "erase") return erase(await server(), invocation);
  if (action === "store") return store(await server(), invocation);
  if (action === "list") return list(invocation);
  if (action === "version") {
    io.stdout.write(`${program} (gitlab-ecr) v${io.version}\n`);
    return 0;
  }
  const reason = `There is no action ${JSON.stringify(action)}; there are get, store, erase, list, version.`;
  throw new GitlabEcrError("input-invalid", { reason, command: "credential-helper" });
}

async function get(server: string, invocation: Invocation): Promise<0 | 1> {
  const { io, output, run } = invocation;
  const host = hostOf(server);
  const password = await passwordFor(host, helperWorld(helperSite(host, io.environment, io.homeDir), invocation), run);
  if (password === null) {
    output.note(`${program}: ${notEcr(host)}`);
    io.stdout.write(`${notFound}\n`);
    return 1;
  }
  io.stdout.write(helperAnswer(server, { username: password.username, password: password.password.reveal() }));
  return 0;
}

async function erase(server: string, { io, run, output }: Invocation): Promise<0> {
  const host = hostOf(server);
  if (!isEcrHost(host)) output.note(`${program}: ${notEcr(host)}`);
  await withCache(helperSite(host, io.environment, io.homeDir), run.signal, async (cache) => cache?.forget(host));
  return 0;
}

async function store(text: string, { io, output }: Invocation): Promise<0> {
  const host = hostOf(serverIn(text));
  const { folder } = helperSite(host, io.environment, io.homeDir);
  if (isEcrHost(host) || (await hostsOfHelper(folder)).includes(host)) {
    output.note(`${program}: the login isn't stored: for ${host} it gets its own whenever a tool asks`);
    return 0;
  }
  const reason = `${program} can't store the login: ${notEcr(host)}.`;
  const remedy = [`In config.json, name gitlab-ecr in credHelpers for ECR's hosts, not in credsStore for all.`];
  throw new GitlabEcrError("input-invalid", { reason, command: "credential-helper" }, { remedy });
}

async function list({ io }: Invocation): Promise<0> {
  const hosts = await hostsOfHelper(helperSite("", io.environment, io.homeDir).folder);
  io.stdout.write(`${JSON.stringify(Object.fromEntries(hosts.map((host) => [host, "AWS"])))}\n`);
  return 0;
}

function hostOf(server: string): string {
  const host = hostOfServer(server);
  if (host !== "") return host;
  const reason = "No server was given, neither as an argument nor on standard input.";
  throw new GitlabEcrError("input-invalid", { reason, command: "credential-helper" });
}

function notEcr(host: string): string {
  return `${JSON.stringify(host)} isn't a registry of Amazon ECR`;
}

/** The server in what `store` is given. The rest of it is a password, and stays unread. */
function serverIn(text: string): string {
  try {
    const { ServerURL } = JSON.parse(text) as { ServerURL?: unknown };
    return typeof ServerURL === "string" ? ServerURL : "";
  } catch {
    return text.includes("{") ? "" : text;
  }
}
